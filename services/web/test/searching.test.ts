/** Searching, what is made of words alone, and what robots read. */
import { openPlainBrowser } from "@shop/testing/plain-browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fill, runBrowsing, type Browsing } from "./browsing-shop.ts";

let shop: Browsing;
beforeAll(async () => {
  shop = await runBrowsing();
  await fill(shop);
}, 120_000);
afterAll(() => shop[Symbol.asyncDispose]());

describe("a search", () => {
  test("finds by words, and can be narrowed to a category", async () => {
    const { status, text, html, headers } = await shop.get("/search?q=turnphone");
    expect(status).toBe(200);
    expect(text).toContain("Results for “turnphone”");
    expect(text).toContain("1 product");
    expect(html).toContain('content="noindex"');
    expect(headers.get("surrogate-control")).toBe("max-age=10");
    const covers = await shop.get("/search?q=cover&category=covers&brand=Acme");
    expect(covers.text).toContain("15 products");
    expect(covers.links).toContainEqual({
      href: "/search?q=cover&brand=Acme",
      text: "Remove Category: Covers ×",
    });
  });

  test("a word that nobody knows: what was meant, and where it would be", async () => {
    const { status, text, links } = await shop.get("/search?q=qqqxyzzy");
    expect(status).toBe(200);
    expect(text).toContain("We found nothing for “qqqxyzzy”");
    expect(links).toContainEqual({ href: "/c/electronics", text: "Electronics 31 , 31 products" });
  });

  test("a filter too many: it can be dropped, and the text's categories are named", async () => {
    const { text, links } = await shop.get("/search?q=cover&maxPrice=1");
    expect(text).toContain("Nothing fits all of this");
    expect(links).toContainEqual({ href: "/search?q=cover", text: "Without To €1.00 30 , 30 products" });
    expect(links).toContainEqual({
      href: "/search?q=cover&category=covers",
      text: "Covers 30 , 30 products",
    });
  });

  test("a word that nobody knows and a filter: leaving the filter out is not enough, and is not offered", async () => {
    const { text, links } = await shop.get("/search?q=qqqxyzzy&brand=Acme");
    expect(text).toContain("We found nothing for “qqqxyzzy”");
    expect(text).not.toContain("Without ");
    expect(links).toContainEqual({ href: "/search?q=qqqxyzzy", text: "Remove all filters" });
  });

  test("without a text it asks for one", async () => {
    const { status, text, links } = await shop.get("/search");
    expect(status).toBe(200);
    expect(text).toContain("What are you looking for?");
    expect(links.map(({ href }) => href)).toContain("/c/electronics");
    expect((await shop.get("/search?q=")).to).toBe("/search");
    const long = await shop.get(`/search?q=${"x".repeat(5_000)}`);
    expect(long.status).toBe(200);
    expect(long.text).toContain("Your text was too long to search for.");
    expect(long.text).not.toContain("did not understand");
    const both = await shop.get(`/search?q=${"x".repeat(201)}&sort=luck`);
    expect(both.text).toContain(
      "Your text was too long to search for. We did not understand a part of this address, and left it out: order “luck”.",
    );
  });

  test.each([
    ["cover", "&category=covers&brand=Acme"],
    ["qqqxyzzy", ""],
    ["turnphnoe", ""],
    ["cover", "&maxPrice=1"],
    [`" onfocus="alert(1)`, ""],
  ])("what was searched for stays in its field: %s%s", async (q, chosen) => {
    const page = await openPlainBrowser(shop.url).open(`/search?q=${encodeURIComponent(q)}${chosen}`);
    expect(page.form("/search").values["q"]).toEqual([q]);
    const [input] = page.all("#q");
    expect(input?.attrs.map(({ name }) => name)).not.toContain("onfocus");
  });

  test("where nothing was searched for, its field is empty", async () => {
    for (const path of ["/", "/search", "/c/covers"])
      expect((await openPlainBrowser(shop.url).open(path)).all("#q[value]")).toEqual([]);
  });
});

describe("words alone", () => {
  test.each(["/help", "/privacy"])("%s is a page with a heading, kept for everybody", async (path) => {
    const { status, html, headers } = await shop.get(path);
    expect(status).toBe(200);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(headers.get("surrogate-key")).toBe("pages");
    expect(headers.get("set-cookie")).toBeNull();
  });

  test("help tells guests where they see, cancel and keep their orders: in the browser that they bought with", async () => {
    const { text } = await shop.get("/help");
    for (const said of [
      "As a guest you see it in the browser that you bought with; anywhere else, give us the number of your order",
      "cancel it yourself, on its page: signed in with the account that ordered it or, as a guest, in the browser",
      "If you make one later and sign in with the browser that you bought with",
    ])
      expect(text).toContain(said);
  });

  test("privacy names every cookie that is set", async () => {
    const { text } = await shop.get("/privacy");
    for (const name of ["session", "badge"]) expect(text).toContain(name);
  });
});

describe("for robots", () => {
  test("robots.txt lets in what is public and names the sitemap", async () => {
    const { html, headers } = await shop.get("/robots.txt");
    expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(html).toContain("Disallow: /account\n");
    expect(html).toContain("Sitemap: https://shop.example/sitemap.xml\n");
    expect(html).not.toMatch(/Disallow: \/(?:c\/|p\/?\n|help|\n)/);
  });

  test("the sitemap leads to every page that is to be found", async () => {
    const index = await shop.get("/sitemap.xml");
    expect(index.headers.get("content-type")).toBe("application/xml");
    const parts = [...index.html.matchAll(/<loc>https:\/\/shop\.example([^<]*)<\/loc>/g)].map(
      ([, part]) => part,
    );
    expect(parts).toEqual(["/sitemap/pages.xml", "/sitemap/products.xml"]);
    const [pages, products] = await Promise.all(parts.map((part) => shop.get(part ?? "")));
    for (const path of ["/", "/help", "/c/covers", "/c/radios"])
      expect(pages?.html).toContain(`<loc>https://shop.example${path}</loc>`);
    expect(products?.html.match(/<loc>/g)).toHaveLength(31);
    expect(products?.html).toMatch(/<loc>https:\/\/shop\.example\/p\/cover-7<\/loc><lastmod>20/);
    expect(products?.html.trimEnd().endsWith("</urlset>")).toBe(true);
  });
});
