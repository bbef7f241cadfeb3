/** Names that are not only names, and addresses that nobody has made by hand. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seeded } from "@shop/testing/random";
import { until } from "@shop/testing/until";
import { request } from "node:http";
import { aPhone, runBrowsing, type Browsing } from "./browsing-shop.ts";
import { mutatedAddress } from "./mutated-address.ts";

const hostile = [
  `"><img src=x onerror=alert(1)>`,
  `</script><script>alert(1)</script>`,
  `javascript:alert(1)`,
  `\u202Egnirts\u202C \u200F&amp;<b>`,
  "' onmouseover='alert(1)",
];
const long = "<i>".repeat(60);

let shop: Browsing;
beforeAll(async () => {
  shop = await runBrowsing();
  const { staff, as } = shop.catalog;
  const top = (await staff.createCategory({ body: { name: `Top ${hostile[0]}`, slug: "top" } })).body;
  for (const [index, name] of [...hostile, long].entries()) {
    const category = (
      await staff.createCategory({ body: { name, slug: `hostile-${index}`, parentId: top.id } })
    ).body;
    const { body } = await staff.createProduct({
      body: aPhone({
        name,
        slug: `hostile-${index}`,
        brand: name.slice(0, 100),
        description: `${name}\n`.repeat(200),
        categories: [category.id],
        attributes: { [`kind ${index % 2}`]: name, [`<b>${index}`]: "x" },
      }),
    });
    await (
      await as("customer")
    ).createReview({ params: { id: body.id }, body: { rating: 3, title: name, text: `${name}\n\n${name}` } });
  }
  const all = hostile.length + 1;
  await until(async () => {
    const { body } = await staff.listProducts({ query: { facets: "true", count: "true", limit: 1 } });
    return body.total?.value === all;
  }, "the search has all products");
}, 120_000);
afterAll(() => shop[Symbol.asyncDispose]());

/** Elements and attributes of a page, as its text begins them. */
const elementsIn = (html: string): string[] =>
  [...html.matchAll(/<([a-z][a-z0-9]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*\/?>/gi)].map(([, name = ""]) =>
    name.toLowerCase(),
  );

describe("what staff and customers write is text on every page", () => {
  const q = encodeURIComponent(hostile[0]!);
  test.each([
    "/",
    "/c/top",
    ...[...hostile, long].map((_, index) => `/c/hostile-${index}`),
    ...[...hostile, long].map((_, index) => `/p/hostile-${index}/reviews`),
    `/search?q=${q}`,
    `/search?q=${encodeURIComponent(hostile[1]!)}&brand=${q}&minPrice=${q}`,
    `/c/top?brand=${q}&attributes.kind%200=${q}&sort=${q}`,
    `/c/top?attributes.${q}=${q}`,
    "/c/top?attributes.constructor=x&attributes.__proto__=y&attributes.toString=z",
    "/sitemap/pages.xml",
    "/sitemap/products.xml",
  ])("%s", async (path) => {
    const { status, html } = await shop.get(path);
    expect(status).toBe(200);
    const found = elementsIn(html);
    expect(found.filter((name) => ["i", "b", "iframe"].includes(name))).toEqual([]);
    expect(html).not.toMatch(/<[^>"]*(?:"[^"]*"[^>"]*)*\son[a-z]+=/i);
    expect(html).not.toMatch(/<img[^>]*src=x/);
    expect(html).not.toContain("<script>");
    expect(html).not.toMatch(/(?:href|src|action)="(?!\/|#|https:\/\/shop\.example)[^"]*"/);
    // One script of ours, and data that nothing can leave.
    for (const [, json = ""] of html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs))
      expect(() => JSON.parse(json)).not.toThrow();
    expect(html.match(/<script/g)?.length ?? 0).toBeLessThanOrEqual(4);
  });
});

test("no address out of 10,000 is answered by anything above 499", async () => {
  // oxlint-disable-next-line node/no-process-env -- a run that failed is run again by its seed
  const seed = process.env["SEED"] ?? String(Math.floor(Math.random() * 1e9));
  const random = seeded("addresses", seed);
  const failures: string[] = [];
  const counts = new Map<number, number>();
  const ask = async (): Promise<void> => {
    const path = mutatedAddress(random);
    const status = await statusOf(shop.url, path);
    counts.set(status, (counts.get(status) ?? 0) + 1);
    if (status > 499) failures.push(`${status} ${path}`.slice(0, 500));
  };
  for (let asked = 0; asked < 10_000; asked += 16) await Promise.all(Array.from({ length: 16 }, ask));
  expect(failures.slice(0, 5), `SEED=${seed}`).toEqual([]);
  // It has asked for pages, and not for what does not exist alone.
  expect(counts.get(200), `SEED=${seed}`).toBeGreaterThan(2_000);
}, 300_000);

/** `fetch` would mend the address. */
const statusOf = (url: string, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asking = request({ hostname, port, path, agent: false }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
      response.on("error", reject);
    });
    asking.on("error", reject);
    asking.end();
  });
