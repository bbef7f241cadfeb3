import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const importing = async (products: readonly unknown[]) => {
  const { body } = await catalog.staff.importProducts({
    body: products.map((each) => JSON.stringify(each)).join("\n"),
  });
  return body;
};
const rowsOf = (word: string) => (id: string, sku: string, slug?: string) => ({
  ...aProduct({ id: `${id}-${word}`, name: id, slug: `${slug ?? id}-goods-${word}` }),
  variants: [{ sku: `${sku}-${word}`, name: sku, options: {}, price: euros(500) }],
});
const skuOf = async (word: string, id: string) =>
  (await catalog.public.getProduct({ params: { id: `${id}-${word}` } })).body.variants[0]?.sku;

test("SKUs and slugs that are handed on from product to product come to their end in any order of the rows", async () => {
  const word = uniqueWord();
  const row = rowsOf(word);
  await importing(["a", "b", "c", "d"].map((id) => row(id, id.toUpperCase())));
  const others = Array.from({ length: 120 }, (_, index) => row(`other${index}`, `O${index}`));
  const moved = [row("b", "C", "c"), row("new", "A", "a"), row("a", "B", "b"), row("c", "D", "d")];
  const file = [...moved, ...others, row("d", "E", "e")];
  const none = { state: "done", failed: 0, errors: [] };
  expect(await importing(file)).toMatchObject({ ...none, created: 121, updated: 4, unchanged: 0 });
  expect(await Promise.all(["new", "a", "b", "c", "d"].map((id) => skuOf(word, id)))).toEqual(
    ["A", "B", "C", "D", "E"].map((sku) => `${sku}-${word}`),
  );
  expect(await importing(file)).toMatchObject({ ...none, created: 0, updated: 0, unchanged: 125 });
});

test("a swap within a file is refused with its lines, and so is what nobody gives up; the others are kept", async () => {
  const word = uniqueWord();
  const row = rowsOf(word);
  await importing([row("a", "A"), row("b", "B"), row("c", "C")]);
  const report = await importing([row("a", "B"), row("b", "A"), row("d", "C"), row("e", "E")]);
  expect(report).toMatchObject({ state: "done", created: 1, updated: 0, unchanged: 0, failed: 3 });
  expect(report.errors.map(({ line, code }) => [line, code])).toEqual(
    [1, 2, 3].map((line) => [line, "product.sku_taken"]),
  );
});

test("a row that waited is not tried again over a later one about its product", async () => {
  const word = uniqueWord();
  const row = rowsOf(word);
  await importing([row("a", "A"), row("b", "B")]);
  const report = await importing([row("a", "B"), row("b", "C"), row("a", "A")]);
  expect(report).toMatchObject({ updated: 1, unchanged: 1, failed: 1, errors: [{ line: 1 }] });
  expect(await skuOf(word, "a")).toBe(`A-${word}`);
});
