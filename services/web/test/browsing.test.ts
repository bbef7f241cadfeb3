/** Looking around: what a person sees of a category and of the way in. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fill, runBrowsing, type Browsing } from "./browsing-shop.ts";

let shop: Browsing;
let range: Awaited<ReturnType<typeof fill>>;
beforeAll(async () => {
  shop = await runBrowsing();
  range = await fill(shop);
}, 120_000);
afterAll(() => shop[Symbol.asyncDispose]());

describe("the way in", () => {
  test("shows categories with how much is in them, and what is new", async () => {
    const { status, text, links, html, headers } = await shop.get("/");
    expect(status).toBe(200);
    expect(links).toContainEqual({ href: "/c/electronics", text: "Electronics 31 , 31 products" });
    expect(text).toContain("Just in");
    expect(text).toContain("Turnphone");
    // What is sold out is not what the shop begins with.
    expect(text).not.toContain("Cover 29");
    // Nobody has rated anything.
    expect(text).not.toContain("Best rated");
    expect(html).toContain('<link rel="canonical" href="https://shop.example/"');
    const tags = headers.get("surrogate-key")?.split(" ");
    expect(tags).toEqual(expect.arrayContaining(["categories", "products", "pages"]));
  });
});

describe("a category", () => {
  test("says where it is, what is under it and how many there are, a page at a time", async () => {
    const { text, links, html, headers } = await shop.get("/c/electronics");
    expect(text).toContain("Start Electronics");
    expect(links).toContainEqual({ href: "/c/covers", text: "Covers 30 , 30 products" });
    expect(links).toContainEqual({ href: "/c/phones", text: "Phones 1 , 1 product" });
    // Where there is nothing nobody is led.
    expect(links.map(({ href }) => href)).not.toContain("/c/radios");
    expect(text).toContain("31 products");
    expect(html.match(/<article class="card">/g)).toHaveLength(24);
    // What a search has found may be a second old.
    expect(headers.get("surrogate-control")).toBe("max-age=10");
    expect(html).toContain('<link rel="canonical" href="https://shop.example/c/electronics"');
    const next = links.find(({ text: said }) => said === "Next page");
    const second = await shop.get(next?.href ?? "");
    expect(second.html.match(/<article class="card">/g)).toHaveLength(7);
    expect(second.links).toContainEqual({ href: "/c/electronics", text: "First page" });
    expect(second.html).toContain('<meta name="robots" content="noindex"');
  });

  test("a list of 24 weighs at most 40 KB, with everything that can be chosen", async () => {
    const { html } = await shop.get("/c/covers");
    expect(Buffer.byteLength(html)).toBeLessThan(40 * 1024);
  });

  test("what is chosen narrows it, is shown, and is dropped one by one", async () => {
    const address = "/c/covers?attributes.color=red&brand=Acme&maxPrice=25";
    const { text, links, html } = await shop.get(address);
    // Red are 0, 3, 6 …, Acme’s the even ones, and at 25 euros it ends with 15.
    expect(text).toContain("3 products");
    for (const name of ["Cover 00", "Cover 06", "Cover 12"]) expect(text).toContain(name);
    expect(links).toContainEqual({
      href: "/c/covers?attributes.color=red&maxPrice=25",
      text: "Remove Brand: Acme ×",
    });
    expect(links).toContainEqual({ href: "/c/covers?brand=Acme&maxPrice=25", text: "Remove Color: red ×" });
    expect(links).toContainEqual({ href: "/c/covers", text: "Remove all filters" });
    expect(html).toMatch(/name="brand" value="Acme" checked/);
    expect(html).toMatch(/name="attributes.color" value="red" checked/);
    expect(html).toMatch(/name="maxPrice" value="25"/);
    // Other brands are counted as if none had been chosen.
    expect(text).toContain("Brio & Sons 3 ");
    expect(html).toContain('content="noindex"');
  });

  test("it is sorted by a link, which keeps what was chosen", async () => {
    const { links } = await shop.get("/c/covers?brand=Acme");
    const cheapest = links.find(({ text }) => text === "Price, lowest first");
    expect(cheapest?.href).toBe("/c/covers?brand=Acme&sort=price");
    const { text, html } = await shop.get(cheapest?.href ?? "");
    expect(text.indexOf("Cover 00")).toBeLessThan(text.indexOf("Cover 02"));
    expect(html).toMatch(/sort=price"[^>]*aria-current="true"/);
  });

  test("fields that a form sends empty are no part of the address that it leads to", async () => {
    const { status, to } = await shop.get("/c/covers?brand=Acme&minPrice=&maxPrice=12,50&attributes.color=");
    expect([status, to]).toEqual([303, "/c/covers?brand=Acme&maxPrice=12.50"]);
    const { status: second } = await shop.get(to ?? "");
    expect(second).toBe(200);
  });

  test("what makes no sense is told and left out, and kept for nobody", async () => {
    const { status, text, headers } = await shop.get("/c/covers?minPrice=cheap&sort=best&brand=Acme");
    expect(status).toBe(200);
    expect(text).toContain("left it out: lowest price “cheap”, order “best”");
    expect(text).toContain("15 products");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("nothing that fits leads to what would, with how many there are", async () => {
    const { status, text, links } = await shop.get("/c/covers?brand=Acme&maxPrice=1");
    expect(status).toBe(200);
    expect(text).toContain("Nothing fits all of this");
    expect(links).toContainEqual({
      href: "/c/covers?brand=Acme",
      text: "Without To €1.00 15 , 15 products",
    });
    expect(text).not.toContain("Without Brand: Acme");
  });

  test("where leaving one thing out is not enough, all can be left out", async () => {
    const { text, links } = await shop.get("/c/covers?brand=Acme&maxPrice=1&attributes.color=plaid");
    expect(text).toContain("leaving out one thing is not enough");
    expect(text).not.toContain("Without ");
    expect(links).toContainEqual({ href: "/c/covers", text: "Remove all filters" });
  });

  test("one with nothing in it says so and leads up", async () => {
    const { status, text, links } = await shop.get("/c/radios");
    expect(status).toBe(200);
    expect(text).toContain("There is nothing to buy in this category yet");
    expect(links).toContainEqual({ href: "/c/electronics", text: "Electronics" });
  });

  test("its id leads to its slug, with what was chosen", async () => {
    const { to } = await shop.get(`/c/${range.covers.id}?brand=Acme`);
    expect(to).toBe("/c/covers?brand=Acme");
  });

  test.each(["/c/nowhere", "/c/n%C3%B6where", `/c/${"x".repeat(300)}`, "/c/..%2f..%2fetc"])(
    "%s is not there, and leads to what is",
    async (path) => {
      const { status, text, links } = await shop.get(path);
      expect(status).toBe(404);
      expect(text).toContain("This category is not here");
      expect(links.map(({ href }) => href)).toContain("/c/electronics");
    },
  );

  test("a cursor of another list leads to the first page", async () => {
    const { links } = await shop.get("/c/electronics");
    const next = links.find(({ text }) => text === "Next page")?.href ?? "";
    const cursor = new URLSearchParams(next.split("?")[1]).get("cursor");
    const { status, to } = await shop.get(`/c/covers?brand=Acme&cursor=${cursor}`);
    expect([status, to]).toEqual([303, "/c/covers?brand=Acme"]);
    expect((await shop.get("/c/covers?cursor=%00")).status).toBe(200);
  });

  test("programs read where it is, and what is in it", async () => {
    const { html } = await shop.get("/c/covers");
    const read = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)].map(
      ([, json = ""]) => JSON.parse(json) as Record<string, unknown>,
    );
    expect(read.map((each) => each["@type"])).toEqual(["BreadcrumbList", "ItemList"]);
    expect(JSON.stringify(read[0])).toContain('"item":"https://shop.example/c/electronics"');
    expect(read[1]?.["itemListElement"]).toHaveLength(24);
  });
});
