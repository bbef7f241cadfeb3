import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { orderEvents } from "@shop/contracts/order/events";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

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

const created = async (changes: Parameters<typeof aProduct>[0] = {}) =>
  (await catalog.staff.createProduct({ body: aProduct(changes) })).body.id;
const relatedTo = async (id: string) => {
  const { body } = await catalog.public.listRelated({ params: { id } });
  return body.items.map((item) => item.id);
};
const heard = () => catalog.rows("heard_events").countDocuments();
const category = async () => (await catalog.staff.createCategory({ body: { name: uniqueWord() } })).body.id;

/** Waits until it is counted. */
async function bought(productIds: readonly string[], id: string = randomUUID()): Promise<void> {
  const lines = productIds.map((productId) => ({ sku: `S-${productId}`, productId, quantity: 1 }));
  const order = { orderId: randomUUID(), customerId: "ana", lines, total: euros(100) };
  await ear.say(orderEvents.orderConfirmed.of(order), { id });
  const isCounted = async () =>
    (await catalog.rows<{ _id: string }>("heard_events").countDocuments({ _id: `related:${id}` })) === 1;
  if (productIds.length > 1) await until(isCounted, "the order is counted");
}

test("what is bought together comes first, by how often, in the shape of the list, and only while it is on sale", async () => {
  const [cover, phone, cable, draft] = await Promise.all([1, 2, 3, 4].map(() => created()));
  await bought([cover!, cable!]);
  await bought([cover!, phone!, draft!]);
  await bought([phone!, cover!, draft!, cover!]);
  const answer = await catalog.public.listRelated({ params: { id: cover! } });
  expect(answer.status).toBe(200);
  expect(answer.body.next).toBeNull();
  expect(new Set(answer.body.items.slice(0, 2).map((item) => item.id))).toEqual(new Set([phone, draft]));
  expect(answer.body.items.map((item) => item.id).slice(2)).toEqual([cable]);
  expect(answer.headers.get("surrogate-key")).toBe(`product:${cover} products`);
  const { body: list } = await catalog.public.listProducts({ query: { limit: 100 } });
  expect(answer.body.items).toEqual(
    answer.body.items.map((item) => list.items.find((listed) => listed.id === item.id)),
  );
  const { headers } = await catalog.staff.getProduct({ params: { id: draft! } });
  const params = { id: draft! };
  const asSeen = { "if-match": headers.get("etag") ?? "" };
  await catalog.staff.updateProduct({ params, headers: asSeen, body: { status: "draft" } });
  await catalog.staff.removeProduct({ params: { id: cable! }, headers: { "if-match": "*" } });
  expect(await relatedTo(cover!)).toEqual([phone]);
  expect((await catalog.public.listRelated({ params })).problem?.code).toBe("product.not_found");
  expect((await catalog.staff.listRelated({ params })).body.items.map((item) => item.id)).toContain(phone);
});

test("an order that is heard twice counts once, and orders heard at once all count", async () => {
  const [one, two, three] = [await created(), await created(), await created()];
  const again = randomUUID();
  for (let time = 0; time < 3; time += 1) await bought([one, two], again);
  await Promise.all([1, 2].map(() => bought([one, three])));
  expect(await relatedTo(one)).toEqual([three, two]);
  await using other = await runCatalog(catalog.config);
  expect(other.url).not.toBe(catalog.url);
  const together = Array.from({ length: 30 }, (_, index) => bought(index % 2 ? [one, two] : [two, one]));
  await Promise.all(together);
  const row = await catalog
    .rows<{ _id: string; companions: { productId: string; count: number }[] }>("companions")
    .findOne({ _id: one });
  expect(row?.companions).toEqual([
    { productId: two, count: 31 },
    { productId: three, count: 2 },
  ]);
});

test("an order of one product, of many, or from before orders said their products is heard", async () => {
  const ids = Array.from({ length: 30 }, () => uniqueWord());
  const before = await heard();
  await bought([ids[0]!]);
  const old = { lines: [{ sku: "A", quantity: 1 }], orderId: "o", customerId: "ana", total: euros(1) };
  await ear.say(orderEvents.orderConfirmed.of(old));
  await bought(ids);
  expect(await heard()).toBe(before + 1);
  expect(await catalog.rows<{ _id: string }>("companions").countDocuments({ _id: { $in: ids } })).toBe(20);
});

test("where too little is bought together its deepest category fills up: in stock first, the newest first, never itself", async () => {
  const [top, other] = [await category(), await category()];
  const below = await catalog.staff.createCategory({ body: { name: uniqueWord(), parentId: top } });
  const leaf = below.body.id;
  await created({ categories: [top] });
  const beside = [];
  for (let index = 0; index < 14; index += 1) beside.push(await created({ categories: [leaf, other] }));
  const stocked = { ...aProduct({ categories: [leaf] }), id: `in-${uniqueWord()}` };
  const variants = stocked.variants.map((variant) => ({ ...variant, stock: 3 }));
  await catalog.staff.importProducts({ body: JSON.stringify({ ...stocked, variants }) });
  const product = await created({ categories: [top, leaf] });
  const companion = beside[0]!;
  await bought([product, companion]);
  const related = await relatedTo(product);
  expect(related).toEqual([companion, stocked.id, ...beside.slice(1).toReversed().slice(0, 10)]);
  expect(await relatedTo(await created())).toEqual([]);
});
