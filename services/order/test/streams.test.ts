/** An order as somebody sees it who keeps looking. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openStream, type EventStream } from "./event-stream.ts";
import { createLinkKeys } from "../src/lookup/link-keys.ts";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

const internalTokenSecret = "a secret of at least thirty-two characters";
const dayMs = 24 * 60 * 60_000;

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ internalTokenSecret });
});
afterAll(() => shop[Symbol.asyncDispose]());

async function buy(token = "tok_ok") {
  const id = randomUUID();
  const alice = await shop.as(id);
  const body = anOrder({ payment: { method: "card", token } });
  const { body: order } = await alice.placeOrder({ body, headers: newKey() });
  return { alice, order, as: await shop.tokens.tokenFor({ id, role: "guest" }) };
}

async function follow(
  orderId: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStream> {
  const stream = await openStream(`${shop.url}/orders/${orderId}/stream`, { token, headers });
  onTestFinished(() => stream[Symbol.asyncDispose]());
  return stream;
}

const typesOf = ({ told }: EventStream) => told.map(({ event }) => event);

test("each step is told as it happens, numbered, and as the timeline has it", async () => {
  const { alice, order, as } = await buy();
  const stream = await follow(order.id, as, { "Accept-Encoding": "gzip, br" });
  expect(stream.status).toBe(200);
  expect(stream.headers.get("content-type")).toBe("text/event-stream");
  expect(stream.headers.get("cache-control")).toBe("no-store");
  expect(stream.headers.get("x-accel-buffering")).toBe("no");
  expect(stream.headers.has("content-encoding")).toBe(false);
  await stream.untilTold("order.placed");
  expect(typesOf(stream)).toEqual(["order.placed"]);
  await shop.confirmed(order.id);
  await stream.untilTold("mail.sent");
  const { body: timeline } = await alice.getTimeline({ params: { id: order.id } });
  expect(stream.told.map(({ data }) => data)).toEqual(timeline.items);
  expect(stream.told.map(({ id }) => id)).toEqual(timeline.items.map((_, index) => String(index + 1)));
  expect(typesOf(stream)).toEqual(timeline.items.map(({ type }) => type));
  expect(stream.isOver()).toBe(false);
});

test("an entry says which request or message brought it", async () => {
  const alice = await shop.as();
  const requestId = randomUUID();
  const headers = { ...newKey(), "X-Request-Id": requestId };
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers });
  const message = randomUUID();
  const { stockReserved } = catalogEvents;
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  await shop.catalogSays(stockReserved, { orderId: order.id, expiresAt }, { id: message });
  await shop.untilTold(order.id, "payment.authorised");
  const { body: timeline } = await alice.getTimeline({ params: { id: order.id } });
  const causes = new Map(timeline.items.map(({ type, cause }) => [type, cause]));
  expect(causes.get("order.placed")).toBe(requestId);
  expect(causes.get("stock.reserved")).toBe(message);
  expect(causes.get("payment.authorised")).toBe(message);
});

test("who comes back is told what is new, and who brings no number of ours all of it", async () => {
  const { order, as } = await buy();
  await shop.authorised(order.id);
  const resumed = await follow(order.id, as, { "Last-Event-ID": "2" });
  await resumed.untilTold("payment.authorised");
  expect(resumed.told.map(({ id }) => id)).toEqual(["3"]);
  for (const lastEventId of ["0", "-1", "1e3", "99", "nonsense", "9".repeat(400), "1,2"]) {
    const stream = await follow(order.id, as, { "Last-Event-ID": lastEventId });
    await stream.untilTold("payment.authorised");
    expect(stream.told.map(({ id }) => id)).toEqual(["1", "2", "3"]);
  }
});

test("somebody else's order is missing, staff may follow any, and nothing else may be asked", async () => {
  const { order } = await buy();
  const other = await follow(order.id, await shop.tokens.tokenFor({ id: randomUUID(), role: "customer" }));
  const missing = await follow(randomUUID(), await shop.tokens.tokenFor({ id: "x", role: "customer" }));
  expect([other.status, missing.status]).toEqual([404, 404]);
  const staff = await shop.tokens.tokenFor({ id: randomUUID(), role: "staff" });
  const stream = await follow(order.id, staff);
  await stream.untilTold("order.placed");
  const url = `${shop.url}/orders/${order.id}/stream?from=1`;
  expect((await fetch(url, { headers: { authorization: `Bearer ${staff}` } })).status).toBe(400);
  expect((await fetch(`${shop.url}/orders/${order.id}/stream`)).status).toBe(401);
});

test("who follows an order by a link does so as long as the link is good", async () => {
  const { order, as } = await buy();
  /** By a link that was made some time ago. */
  const followBy = async (ago: number) => {
    const links = createLinkKeys({ secret: internalTokenSecret, now: () => new Date(Date.now() - ago) });
    const url = `${shop.url}/orders/${order.id}/stream?access=${links.tokenFor(order.id)}`;
    const stream = await openStream(url, {});
    onTestFinished(() => stream[Symbol.asyncDispose]());
    return stream;
  };
  const [fresh, own, old] = [await followBy(0), await follow(order.id, as), await followBy(dayMs - 10_000)];
  expect([fresh.status, old.status]).toEqual([200, 200]);
  await old.untilTold("order.placed");
  await until(() => old.isOver(), "the link's day is over");
  await shop.authorised(order.id);
  for (const stream of [fresh, own]) await stream.untilTold("payment.authorised");
  expect(typesOf(old)).toEqual(["order.placed"]);
  expect((await followBy(dayMs)).status).toBe(404);
});

test("the stream of a cancelled order ends when its money and its stock are back and its mail is out", async () => {
  const { alice, order, as } = await buy();
  await shop.confirmed(order.id);
  const stream = await follow(order.id, as);
  await alice.cancelOrder({ params: { id: order.id } });
  await stream.untilTold("payment.refunded");
  await shop.untilDone(order.id);
  expect(stream.isOver()).toBe(false);
  await shop.catalogSays(catalogEvents.stockReleased, { orderId: order.id, returned: true });
  await until(() => stream.isOver(), "the stream ends");
  expect(typesOf(stream)).toContain("stock.returned");
  const again = await follow(order.id, as, { "Last-Event-ID": String(stream.told.length) });
  await until(() => again.isOver(), "it ends at once");
  expect(again.told).toEqual([]);
});

test("a declined card, and goods that were sold out, are told to the end", async () => {
  const declined = await buy("tok_declined");
  const first = await follow(declined.order.id, declined.as);
  await shop.reserve(declined.order.id);
  await first.untilTold("order.cancelled");
  await shop.catalogSays(catalogEvents.stockReleased, { orderId: declined.order.id, returned: false });
  const soldOut = await buy();
  const second = await follow(soldOut.order.id, soldOut.as);
  await shop.catalogSays(catalogEvents.stockRejected, { orderId: soldOut.order.id, skus: [] });
  await until(() => first.isOver() && second.isOver(), "both end");
  expect(typesOf(second)).toEqual(["order.placed", "stock.rejected", "order.cancelled", "mail.sent"]);
});

test("what another replica does is told here, too, without a word of it", async () => {
  const { order, as } = await buy();
  const stream = await follow(order.id, as);
  await stream.untilTold("order.placed");
  // As another process would: nothing is heard of it, and it is found.
  const row = { type: "payment.noted", actor: "payment", detail: null, at: new Date() } as never;
  await shop.orders.updateOne(
    { _id: order.id },
    { $push: { timeline: row }, $inc: { revision: 1, version: 1 } },
  );
  await stream.untilTold("payment.noted");
  expect(typesOf(stream)).toEqual(["order.placed", "payment.noted"]);
});
