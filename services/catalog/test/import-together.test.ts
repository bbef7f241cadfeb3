/** Many products that are saved together: what each of them would have had alone, and who meets them meanwhile. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProductRow } from "../src/products/product-rows.ts";
import type { StockRow } from "../src/stock/stock-rows.ts";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let ear: BusEar;
beforeAll(async () => {
  catalog = await runCatalog();
  ear = await listenTo(catalog.config.amqpUrl, catalogEvents);
});
afterAll(async () => {
  await ear[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

const rowOf = (word: string) => (name: string, stock?: number) => {
  const [id, sku] = [`${name}-${word}`, `${name}-${word}`.toUpperCase()];
  const variant = { sku, options: {}, price: euros(500), ...(stock !== undefined && { stock }) };
  return { ...aProduct({ name: id, slug: `${name}-goods-${word}` }), id, sku, variants: [variant] };
};
const toLine = ({ sku: _sku, ...product }: { readonly sku: string }) => JSON.stringify(product);
const importing = async (products: readonly { readonly sku: string }[]) =>
  (await catalog.staff.importProducts({ body: products.map(toLine).join("\n") })).body;
const find = (id: string) => catalog.public.getProduct({ params: { id } });
const remove = async (id: string) =>
  catalog.staff.removeProduct({ params: { id }, headers: ifMatch(await find(id)) });
const stockOf = (sku: string) => catalog.rows<StockRow>("stock").findOne({ _id: sku });

/** As those are that had to be saved one by one. */
const areAnnouncedAlone = async (products: readonly { readonly id: string }[]): Promise<boolean> => {
  const filter = { _id: { $in: products.map(({ id }) => id) }, outbox: { $exists: true } };
  return (await catalog.rows<ProductRow>("products").countDocuments(filter)) > 0;
};

test("each is announced once, and neither the products nor a row of their events has any left", async () => {
  const row = rowOf(uniqueWord());
  const products = ["a", "b", "c"].map((name) => row(name, 5));
  expect(await importing(products)).toMatchObject({ created: 3, failed: 0 });
  const again = products.map((each) => ({ ...each, name: `New ${each.name}` }));
  expect(await importing(again)).toMatchObject({ updated: 3, failed: 0 });
  for (const { id } of products)
    expect((await ear.eventsOf(id, 2)).map(({ name, sequence }) => [name, sequence])).toEqual([
      ["catalog.product_changed", 1],
      ["catalog.product_changed", 2],
    ]);
  await until(
    async () => (await catalog.rows("announcements").countDocuments()) === 0,
    "no row of events is left",
  );
  const ids = products.map(({ id }) => id);
  const rows = await catalog
    .rows<ProductRow>("products")
    .find({ _id: { $in: ids } })
    .toArray();
  expect(rows.map(({ outbox }) => outbox ?? [])).toEqual([[], [], []]);
});

test("a product that was removed goes on counting, and its SKU has what was left of it", async () => {
  const row = rowOf(uniqueWord());
  const [kept, gone] = [row("kept"), row("gone", 7)];
  await importing([kept, gone]);
  const { body: before } = await find(gone.id);
  await remove(gone.id);
  const others = ["x", "y"].map((name) => row(name, 3));
  expect(await importing([...others, { ...gone, name: "Back" }])).toMatchObject({ created: 3, failed: 0 });
  expect(await areAnnouncedAlone(others)).toBe(false);
  const { body: after } = await find(gone.id);
  expect(after).toMatchObject({ name: "Back", variants: [{ inStock: true }] });
  expect(after.version).toBeGreaterThan(before.version);
  expect((await ear.eventsOf(gone.id, 3)).map(({ name, sequence }) => [name, sequence])).toEqual([
    ["catalog.product_changed", 1],
    ["catalog.product_removed", 2],
    ["catalog.product_changed", 3],
  ]);
  expect(await stockOf(gone.sku)).toMatchObject({ productId: gone.id, onHand: 7, movements: 1 });
});

test("a new product sells what a removed one sold: nothing is counted twice", async () => {
  const row = rowOf(uniqueWord());
  const old = row("old", 4);
  await importing([old, row("other")]);
  await remove(old.id);
  const heir = { ...row("heir"), variants: old.variants.map((variant) => ({ ...variant, stock: 9 })) };
  expect(await importing([heir, row("third", 1)])).toMatchObject({ created: 2, failed: 0 });
  expect(await areAnnouncedAlone([heir])).toBe(false);
  expect((await find(heir.id)).body.variants).toMatchObject([{ inStock: true }]);
  expect(await stockOf(old.sku)).toMatchObject({
    productId: heir.id,
    onHand: 4,
    movements: 1,
  });
});

test("the first stock is in the ledger, and a product without any has none", async () => {
  const row = rowOf(uniqueWord());
  const [some, none] = [row("some", 6), row("none")];
  await importing([some, none]);
  const movementsOf = async (sku: string) =>
    (await catalog.staff.listMovements({ params: { sku }, query: {} })).body.items;
  expect(await movementsOf(some.sku)).toMatchObject([
    { delta: 6, held: 0, type: "adjustment", reason: "import" },
  ]);
  expect(await movementsOf(none.sku)).toEqual([]);
});
