/** What the order service cannot handle is kept, told of and handled again, over its API. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { readMetrics } from "@shop/kit/process/metrics";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, expiresAt, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const asAdmin = () => shop.as(randomUUID(), "admin");

/** An event about an order that does not exist: nothing can ever be done with it. */
async function aDeadLetter(orderId: string = randomUUID()) {
  const admin = await asAdmin();
  await shop.catalogSays(catalogEvents.stockReserved, { orderId, expiresAt });
  const letter = await until(async () => {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
      const { items, next } = (await admin.listOrderDeadLetters({ query })).body;
      for (const { id } of items) {
        const { body } = await admin.getOrderDeadLetter({ params: { id } });
        if (body.body.includes(orderId)) return body;
      }
      cursor = next;
    }
    return undefined;
  }, `a dead letter about ${orderId}`);
  return { letter, admin, params: { id: letter.id } };
}

test("an event about no order can be found with its reason, its history and what it says", async () => {
  const orderId = randomUUID();
  const { letter } = await aDeadLetter(orderId);
  expect(letter).toMatchObject({
    status: "dead",
    event: "catalog.stock_reserved",
    reason: "order.not_found",
    history: [{ what: "died", reason: "order.not_found" }],
  });
  expect(JSON.parse(letter.body)).toMatchObject({ id: letter.messageId, data: { orderId } });
  expect((await readMetrics()).text).toMatch(/^dead_letters\{?[^\n]* [1-9]/m);
});

test("redriven it is handled; when it dies again it is the same letter with a longer history", async () => {
  const { letter, admin, params } = await aDeadLetter();
  const { status, body } = await admin.redriveOrderDeadLetter({ params });
  expect([status, body.id]).toEqual([202, letter.id]);
  const again = await until(async () => {
    const { body: now } = await admin.getOrderDeadLetter({ params });
    return now.status === "dead" && now.history.length === 3 ? now : undefined;
  });
  expect(again.history.map(({ what }) => what)).toEqual(["died", "redriven", "died"]);
});

test("what can be handled by now has its effect, once, and is no longer listed", async () => {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  const { letter, admin, params } = await aDeadLetter();
  // As if the event had been of this order all the time.
  const event = JSON.parse(letter.body) as { data: object };
  const content = Buffer.from(JSON.stringify({ ...event, data: { ...event.data, orderId: order.id } }));
  await shop.connection
    .collection<{ _id: string }>("dead_letters")
    .updateOne({ _id: letter.id }, { $set: { content } });
  await Promise.all(Array.from({ length: 5 }, () => admin.redriveOrderDeadLetter({ params })));
  await shop.untilTold(order.id, "payment.authorised");
  const { body } = await admin.getOrderDeadLetter({ params });
  expect(body.status).toBe("redriven");
  expect((await admin.redriveOrderDeadLetter({ params })).body).toEqual(body);
  const timeline = (await alice.getTimeline({ params: { id: order.id } })).body.items;
  expect(timeline.filter(({ type }) => type === "stock.reserved")).toHaveLength(1);
});

test("dropped it is gone for good", async () => {
  const { admin, params } = await aDeadLetter();
  expect((await admin.dropOrderDeadLetter({ params })).status).toBe(204);
  for (const call of [admin.dropOrderDeadLetter, admin.getOrderDeadLetter, admin.redriveOrderDeadLetter])
    expect(await call({ params })).toMatchObject({
      status: 404,
      problem: { code: "dead_letter.not_found" },
    });
});

test("all are redriven at once, page by page listed newest first", async () => {
  const made: string[] = [];
  for (let count = 0; count < 3; count += 1) made.push((await aDeadLetter()).letter.id);
  const admin = await asAdmin();
  const first = (await admin.listOrderDeadLetters({ query: { limit: 2 } })).body;
  expect(first.items.map(({ id }) => id)).toEqual([made[2], made[1]]);
  const { body: rest } = await admin.listOrderDeadLetters({ query: { limit: 100, cursor: first.next! } });
  expect(rest.items[0]?.id).toBe(made[0]);
  const { status, body } = await admin.redriveOrderDeadLetters({});
  expect(status).toBe(202);
  expect(body.redriven).toBeGreaterThanOrEqual(3);
  await until(async () => {
    const histories = made.map(async (id) => (await admin.getOrderDeadLetter({ params: { id } })).body);
    return (await Promise.all(histories)).every(({ history }) => history.length === 3);
  });
});

test.each(["guest", "customer", "staff"] as const)("they are no business of a %s", async (role) => {
  const somebody = await shop.as(randomUUID(), role);
  expect((await somebody.listOrderDeadLetters({})).status).toBe(403);
  expect((await somebody.redriveOrderDeadLetters({})).status).toBe(403);
});
