/** What goes page by page: orders and their timelines. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { collectionOf } from "@shop/kit/mongo/collections";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

test("the timeline pages without losing or repeating a row", async () => {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  await shop.catalogSays(catalogEvents.stockRejected, { orderId: order.id, skus: [cover.sku] });
  await shop.untilTold(order.id, "order.cancelled");
  await shop.untilDone(order.id);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await alice.getTimeline({
      params: { id: order.id },
      query: { limit: 1, ...(cursor && { cursor }) },
    });
    seen.push(...body.items.map(({ type }) => type));
    cursor = body.next ?? undefined;
  } while (cursor);
  expect(seen).toEqual(["order.placed", "stock.rejected", "order.cancelled", "mail.sent"]);
});

test("orders are listed newest first, by status, page by page", async () => {
  const alice = await shop.as();
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1)
    ids.unshift((await alice.placeOrder({ body: anOrder(), headers: newKey() })).body.id);
  const first = await alice.listOrders({ query: { limit: 3 } });
  expect(first.headers.get("link")).toMatch(/^<\/orders\?.*cursor=.*>; rel="next"$/);
  const second = await alice.listOrders({ query: { limit: 3, cursor: first.body.next ?? "" } });
  expect([...first.body.items, ...second.body.items].map(({ id }) => id)).toEqual(ids);
  expect(second.body.next).toBeNull();
  const foreign = await alice.listOrders({ query: { status: "pending", cursor: first.body.next ?? "" } });
  expect(foreign.problem).toMatchObject({ status: 400, code: "request.bad_cursor" });
  const bob = await shop.as();
  const others = await bob.listOrders({ query: { cursor: first.body.next ?? "" } });
  expect(others.problem).toMatchObject({ status: 400, code: "request.bad_cursor" });
  const outOfRange = await alice.listOrders({ query: { limit: 101 } });
  expect(outOfRange.problem?.errors).toEqual([{ path: "query.limit", message: "must be between 1 and 100" }]);
});

test("a late page of orders costs as much as the first: the index is the sort", async () => {
  const customerId = randomUUID();
  const alice = await shop.as(customerId);
  for (let count = 0; count < 12; count += 1) await alice.placeOrder({ body: anOrder(), headers: newKey() });
  let cursor: string | undefined;
  for (let page = 0; page < 3; page += 1)
    cursor =
      (await alice.listOrders({ query: { limit: 3, ...(cursor && { cursor }) } })).body.next ?? undefined;
  const lastPage = () => alice.listOrders({ query: { limit: 3, ...(cursor && { cursor }) } });
  const keys = await keysExamined(customerId, lastPage);
  expect(keys).toHaveLength(1);
  expect(keys[0]).toBeLessThanOrEqual(6);
});

/** Index keys that each query for a customer's orders has looked at while `work` ran. */
async function keysExamined(customerId: string, work: () => Promise<unknown>): Promise<number[]> {
  const { connection } = shop;
  await connection.db?.command({ profile: 2 });
  await work();
  await connection.db?.command({ profile: 0 });
  const profile = collectionOf<{ keysExamined: number }>(connection, "system.profile");
  const queries = await profile.find({ op: "query", "command.filter.customerId": customerId }).toArray();
  return queries.map((query) => query.keysExamined);
}
