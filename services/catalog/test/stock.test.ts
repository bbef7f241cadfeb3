import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { orderEvents } from "@shop/contracts/order/events";
import { listenTo } from "@shop/testing/bus-ear";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog({ holdMs: 1_500 });
});
afterAll(() => catalog[Symbol.asyncDispose]());

async function skuWith(stock: number) {
  const sku = `SKU-${uniqueWord()}`;
  const row = { ...aProduct(), variants: [{ sku, price: euros(100), stock }] };
  expect((await catalog.staff.importProducts({ body: JSON.stringify(row) })).body.created).toBe(1);
  return sku;
}
const levelOf = (sku: string) => catalog.staff.getStock({ params: { sku } });
const keyed = (key: string = randomUUID()) => ({ "idempotency-key": key });
const adjust = (sku: string, delta: number, headers = keyed()) =>
  catalog.staff.adjustStock({ params: { sku }, body: { delta, reason: "counted" }, headers });

test("staff reads and sets a level, and is told when it was changed meanwhile", async () => {
  const sku = await skuWith(5);
  const seen = await levelOf(sku);
  expect(seen.body).toEqual({ sku, onHand: 5, available: 5, held: 0, version: 1 });
  const set = (headers: Record<string, string>, onHand = 8) =>
    catalog.staff.setStock({ params: { sku }, body: { onHand }, headers });
  expect((await set({})).status).toBe(428);
  expect((await set(ifMatch(seen))).body).toEqual({ sku, onHand: 8, available: 8, held: 0, version: 2 });
  expect((await set(ifMatch(seen))).status).toBe(412);
  expect((await set({ "if-match": '"2-00000000"' })).body.version).toBe(2);
  expect((await catalog.staff.setStock({ params: { sku: "none" }, body: { onHand: 1 } })).problem?.code).toBe(
    "stock.not_found",
  );
  const { body } = await catalog.staff.listMovements({ params: { sku } });
  expect(body.items.map(({ type, delta, reason }) => [type, delta, reason])).toEqual([
    ["adjustment", 3, null],
    ["adjustment", 5, "import"],
  ]);
});

test("an adjustment is made once per key, and never below zero", async () => {
  const sku = await skuWith(3);
  const headers = keyed();
  const answers = await Promise.all(Array.from({ length: 10 }, () => adjust(sku, -2, headers)));
  expect(answers.map(({ body }) => body.onHand)).toEqual(Array.from({ length: 10 }, () => 1));
  expect(answers.filter(({ headers: given }) => given.get("idempotency-replayed") === "true")).toHaveLength(
    9,
  );
  expect((await adjust(sku, -2)).problem?.code).toBe("stock.insufficient");
  expect((await adjust(sku, 5, headers)).status).toBe(422);
  const keyless = await catalog.staff.adjustStock({ params: { sku }, body: { delta: 1, reason: "x" } });
  expect(keyless.status).toBe(400);
  expect((await levelOf(sku)).body).toMatchObject({ onHand: 1, available: 1 });
});

test("a product is in stock while one of its variants is, and staff's edit does not change that", async () => {
  const [a, b] = [`A-${uniqueWord()}`, `B-${uniqueWord()}`];
  const product = await catalog.staff.createProduct({
    body: aProduct({ variants: [a, b].map((sku) => ({ sku, name: sku, options: {}, price: euros(1) })) }),
  });
  const { id } = product.body;
  const stockOf = async () => {
    const { body } = await catalog.public.getProduct({ params: { id } });
    const { body: found } = await catalog.public.listProducts({ query: { inStock: "true", limit: 100 } });
    return [...body.variants.map(({ inStock }) => inStock), found.items.some((item) => item.id === id)];
  };
  expect(await stockOf()).toEqual([false, false, false]);
  await adjust(b, 1);
  expect(await stockOf()).toEqual([false, true, true]);
  const edited = await catalog.staff.updateProduct({
    params: { id },
    headers: ifMatch(product),
    body: { brand: "Brio" },
  });
  expect(edited.body.variants.map(({ inStock }) => inStock)).toEqual([false, true]);
  await adjust(b, -1);
  expect(await stockOf()).toEqual([false, false, false]);
});

test("a level is never more than can be counted: 409, and what is there stays", async () => {
  const most = 1_000_000_000;
  const sku = await skuWith(most - 1);
  expect((await adjust(sku, 1)).body.onHand).toBe(most);
  expect(await adjust(sku, 1)).toMatchObject({ status: 409, problem: { code: "stock.excessive" } });
  const headers = { "if-match": "*" };
  const over = await catalog.staff.setStock({ params: { sku }, body: { onHand: most + 1 }, headers });
  expect(over.problem?.errors).toMatchObject([{ path: "onHand" }]);
  expect((await adjust(sku, -1_000_000)).body.onHand).toBe(most - 1_000_000);
});

test("stock is staff's alone", async () => {
  const sku = await skuWith(1);
  expect((await catalog.public.getStock({ params: { sku } })).status).toBe(401);
  const customer = await catalog.as("customer");
  expect((await customer.getStock({ params: { sku } })).status).toBe(403);
});

test("over the broker: an order is held, committed and taken back, and a hold that is not paid ends by itself", async () => {
  const sku = await skuWith(10);
  await using ear = await listenTo(catalog.config.amqpUrl, catalogEvents);
  const hears = async (name: string, orderId: string, sequence: number) => {
    const events = await ear.eventsOf(orderId, sequence);
    expect(events.map((event) => event.name).at(-1)).toBe(name);
  };
  const total = euros(200);
  const placed = (orderId: string) =>
    orderEvents.orderPlaced.of({ orderId, customerId: "ana", lines: [{ sku, quantity: 2 }], total });

  await ear.say(placed("paid"));
  await hears("catalog.stock_reserved", "paid", 1);
  expect((await levelOf(sku)).body).toMatchObject({ onHand: 10, available: 8, held: 2, version: 1 });
  await ear.say(orderEvents.paymentAuthorised.of({ orderId: "paid", amount: total }));
  await hears("catalog.stock_committed", "paid", 2);
  expect((await levelOf(sku)).body).toMatchObject({ onHand: 8, available: 8, held: 0, version: 2 });
  await ear.say(orderEvents.orderCancelled.of({ orderId: "paid", customerId: "ana", reason: "customer" }));
  await hears("catalog.stock_released", "paid", 3);
  expect((await levelOf(sku)).body).toMatchObject({ onHand: 10, available: 10, held: 0 });

  await ear.say(placed("forgotten"));
  await hears("catalog.stock_released", "forgotten", 2);
  expect((await levelOf(sku)).body).toMatchObject({ onHand: 10, available: 10, held: 0 });
  await ear.say(orderEvents.paymentAuthorised.of({ orderId: "forgotten", amount: total }));
  await hears("catalog.stock_rejected", "forgotten", 3);
  const { body } = await catalog.staff.listMovements({ params: { sku }, query: { limit: 5 } });
  expect(body.items.map(({ type }) => type)).toEqual(["release", "hold", "return", "sale", "hold"]);
  expect(body.next).not.toBeNull();
});
