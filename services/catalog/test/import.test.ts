import { request } from "node:http";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { ImportReport } from "@shop/contracts/catalog/imports";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const toLines = (products: readonly unknown[]): string =>
  products.map((each) => JSON.stringify(each)).join("\n");
const importing = (body: string) => catalog.staff.importProducts({ body });
const variant = (sku: string, more: object = {}) => ({
  sku,
  name: sku,
  options: {},
  price: euros(500),
  ...more,
});

test("rows are created, then unchanged, then updated, and stock begins once", async () => {
  const word = uniqueWord();
  const row = (changes: object = {}) => ({
    ...aProduct({ id: `a-${word}` }),
    name: "Imported",
    variants: [variant(`A-${word}`, { stock: 7 })],
    ...changes,
  });
  const none = { state: "done", created: 0, updated: 0, unchanged: 0, failed: 0, errors: [], warnings: [] };
  expect((await importing(toLines([row()]))).body).toMatchObject({ ...none, created: 1 });
  expect((await importing(toLines([row()]))).body).toMatchObject({ ...none, unchanged: 1 });
  const changed = row({
    brand: "Other",
    variants: [variant(`A-${word}`, { stock: 99 }), variant(`B-${word}`, { stock: 2 })],
  });
  expect((await importing(toLines([changed]))).body).toMatchObject({ ...none, updated: 1 });

  const levels = await Promise.all(
    [`A-${word}`, `B-${word}`].map((sku) => catalog.staff.getStock({ params: { sku } })),
  );
  expect(levels.map(({ body }) => body.onHand)).toEqual([7, 2]);
  const { body: ledger } = await catalog.staff.listMovements({ params: { sku: `A-${word}` } });
  expect(ledger.items).toMatchObject([{ type: "adjustment", delta: 7, held: 0, reason: "import" }]);
  const product = await catalog.public.getProduct({ params: { id: `a-${word}` } });
  expect(product.body).toMatchObject({ brand: "Other", version: 2 });
  expect(product.body.variants.map(({ inStock }) => inStock)).toEqual([true, true]);
});

test("the last of many rows about a product is what it is, also when it takes back what one before it changed", async () => {
  const word = uniqueWord();
  const row = (name: string) => ({
    ...aProduct({ id: `c-${word}`, name }),
    variants: [variant(`C-${word}`)],
  });
  await importing(toLines([row("First")]));
  const rows = [row("Second"), row("First"), row("Third"), row("Second"), row("First")];
  expect((await importing(toLines(rows))).body).toMatchObject({ updated: 5, unchanged: 0, failed: 0 });
  const product = await catalog.public.getProduct({ params: { id: `c-${word}` } });
  expect(product.body).toMatchObject({ name: "First", version: 6 });
});

test("a bad row is reported with its line and its reason, and the others are kept", async () => {
  const word = uniqueWord();
  const good = (id: string, changes: object = {}) => ({ ...aProduct({ id: `${id}-${word}` }), ...changes });
  const taken = good("one", { variants: [variant(`SKU-${word}`)] });
  const lines = [
    JSON.stringify(taken),
    "{ not json",
    "",
    JSON.stringify(good("two", { variants: [variant(`SKU-${word}`)] })),
    JSON.stringify(good("three", { name: "" })),
    JSON.stringify(good("four", { categories: ["nowhere"] })),
    JSON.stringify(good("five", { slug: `one-${word}` })),
    JSON.stringify({ name: "x".repeat(1024 * 1024) }),
    JSON.stringify(good("six", { price: 1 })),
    "42",
    JSON.stringify(good("export", { id: "export" })),
    JSON.stringify(good("seven")),
  ];
  const { body } = await importing(`\uFEFF${lines.join("\r\n")}`);
  expect(body).toMatchObject({ created: 2, updated: 0, unchanged: 0, failed: 9 });
  expect(body.errors.map(({ line, code }) => [line, code])).toEqual([
    [2, "import.malformed"],
    [4, "product.sku_taken"],
    [5, "request.invalid"],
    [6, "request.invalid"],
    [7, "product.slug_taken"],
    [8, "import.line_too_long"],
    [9, "request.invalid"],
    [10, "request.invalid"],
    [11, "request.invalid"],
  ]);
  expect(body.errors[3]?.message).toContain("categories.0: category nowhere does not exist");
  expect((await catalog.public.getProduct({ params: { id: `seven-${word}` } })).status).toBe(200);
});

test("of two lines about one product the later one wins, and equal names get slugs of their own", async () => {
  const word = uniqueWord();
  const row = (id: string, name: string) => ({
    ...aProduct({ id: `${id}-${word}`, name }),
    variants: [variant(`${id}${word}`)],
  });
  const lines = [row("a", "Old"), row("b", `Same ${word}`), row("c", `Same ${word}`), row("a", "New")];
  expect((await importing(toLines(lines))).body).toMatchObject({ created: 3, updated: 1, failed: 0 });
  expect((await catalog.public.getProduct({ params: { id: `a-${word}` } })).body).toMatchObject({
    name: "New",
    version: 2,
  });
  const slugs = await Promise.all(
    ["b", "c"].map(
      async (id) => (await catalog.public.getProduct({ params: { id: `${id}-${word}` } })).body.slug,
    ),
  );
  expect(slugs).toEqual([`same-${word}`, `same-${word}-c-${word}`]);
});

test("a SKU that moves from one product to another in one import ends at one of them", async () => {
  const word = uniqueWord();
  const row = (id: string, sku: string) => ({
    ...aProduct({ id: `${id}-${word}` }),
    variants: [variant(`${sku}-${word}`)],
  });
  await importing(toLines([{ ...row("a", "X"), variants: [variant(`X-${word}`, { stock: 5 })] }]));
  const { body } = await importing(toLines([row("a", "Y"), row("b", "X")]));
  expect(body).toMatchObject({ created: 1, updated: 1, failed: 0 });
  const { body: quotes } = await catalog.internal.quote({ body: { skus: [`X-${word}`] } });
  expect(quotes.items).toMatchObject([{ productId: `b-${word}`, available: 5 }]);
});

test("other types than NDJSON and CSV are refused, and so is who is not staff", async () => {
  const json = { "content-type": "application/json" };
  expect((await catalog.staff.importProducts({ body: "[]", headers: json })).status).toBe(415);
  const customer = await catalog.as("customer");
  expect((await customer.importProducts({ body: "{}" })).status).toBe(403);
});

/** Streams rows as they are made, and takes no more than the service does. */
async function importMany(count: number): Promise<ImportReport> {
  const { hostname, port } = new URL(catalog.url);
  const token = await catalog.tokenFor("staff");
  const headers = { "content-type": "application/x-ndjson", authorization: `Bearer ${token}` };
  const sending = request({ hostname, port, path: "/products/import", method: "POST", headers });
  function* rows() {
    for (let index = 0; index < count; index += 1) {
      const variants = [{ sku: `bulk-${index}`, price: euros(index), stock: 1 }];
      yield `${JSON.stringify({ id: `bulk-${index}`, name: `Bulk ${index % 100}`, description: "d".repeat(2_000), variants })}\n`;
    }
  }
  const answered = new Promise<ImportReport>((resolve, reject) => {
    sending.on("error", reject);
    sending.on("response", (response) => {
      void response
        .toArray()
        .then(
          (chunks: Buffer[]) => resolve(JSON.parse(Buffer.concat(chunks).toString()) as ImportReport),
          reject,
        );
    });
  });
  await finished(Readable.from(rows()).pipe(sending));
  return answered;
}

/** What is left after collecting garbage, in MB. */
function liveMegabytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

test("20,000 rows go through in flat memory, and once more without effect", async () => {
  const count = 20_000;
  const live: number[] = [];
  const watch = setInterval(() => live.push(liveMegabytes()), 500);
  const first = await importMany(count);
  clearInterval(watch);
  expect(first).toMatchObject({ created: count, failed: 0 });
  // What is in flight is there early and late alike; rows that were kept would be 27 MB more in the last third.
  const third = Math.floor(live.length / 3);
  expect(third).toBeGreaterThanOrEqual(2);
  expect(median(live.slice(-third)) - median(live.slice(0, third))).toBeLessThan(10);
  expect(await importMany(count)).toMatchObject({ unchanged: count, created: 0, updated: 0, failed: 0 });
}, 180_000);
