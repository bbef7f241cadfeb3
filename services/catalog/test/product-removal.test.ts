import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { listenTo } from "@shop/testing/bus-ear";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const created = async (changes: Parameters<typeof aProduct>[0]) => {
  const { body, headers } = await catalog.staff.createProduct({ body: aProduct(changes) });
  return { ...body, headers };
};
const read = (id: string) => catalog.staff.getProduct({ params: { id } });

test("a removed product is gone, and its id, slug and SKUs are free again with counters that go on", async () => {
  await using ear = await listenTo(catalog.config.amqpUrl, catalogEvents);
  const product = await created({ id: uniqueWord() });
  const sku = product.variants[0]?.sku ?? "";
  const params = { id: product.id };
  expect((await catalog.staff.removeProduct({ params, headers: ifMatch(product) })).status).toBe(204);
  expect((await read(product.id)).status).toBe(404);
  expect((await read(product.slug)).status).toBe(404);
  expect((await catalog.internal.quote({ body: { skus: [sku] } })).body.items).toEqual([]);
  const again = await created({
    id: product.id,
    slug: product.slug,
    variants: [{ sku, options: {}, price: euros(2) }],
  });
  expect(again.version).toBe(2);
  const events = await ear.eventsOf(product.id, 3);
  expect(events.map(({ sequence, name }) => [sequence, name])).toEqual([
    [1, "catalog.product_changed"],
    [2, "catalog.product_removed"],
    [3, "catalog.product_changed"],
  ]);
});
