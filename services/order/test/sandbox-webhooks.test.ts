/** The sandbox's own webhooks on troubled ways, and every one of its tokens: what the customer sees in the end. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
  shop.provider.tells(`${shop.url}/webhooks/payments/sandbox`);
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Bought with this token, as far as the order goes by itself. */
async function buy(token: string) {
  const alice = await shop.as();
  const body = anOrder({ payment: { method: "card", token } });
  const { id } = (await alice.placeOrder({ body, headers: newKey() })).body;
  await shop.reserve(id);
  const params = { id };
  return {
    id,
    read: async () => (await alice.getOrder({ params })).body,
    cancel: () => alice.cancelOrder({ params }),
    types: async () =>
      (await alice.getTimeline({ params, query: { limit: 100 } })).body.items.map(({ type }) => type),
  };
}

async function toItsEnd({ id, read }: Awaited<ReturnType<typeof buy>>) {
  await shop.untilTold(id, "payment.authorised");
  await shop.catalogSays(catalogEvents.stockCommitted, { orderId: id });
  await shop.untilIs(id, "confirmed");
  const { status, payment } = await read();
  return [status, payment.status];
}

test.concurrent.for(["tok_ok", "tok_slow", "tok_flaky"])("%s: confirmed and captured", async (token) => {
  expect(await toItsEnd(await buy(token))).toEqual(["confirmed", "captured"]);
});

test.concurrent.for([
  ["tok_declined", "card_declined"],
  ["tok_insufficient_funds", "insufficient_funds"],
  ["tok_of_nobody", "invalid_token"],
] as const)("%s: cancelled as declined", async ([token]) => {
  const order = await buy(token);
  await shop.untilIs(order.id, "cancelled");
  expect(await order.read()).toMatchObject({
    status: "cancelled",
    reason: "payment_declined",
    payment: { status: "declined" },
  });
  expect((await order.types()).filter((type) => type === "payment.declined")).toHaveLength(1);
});

test.concurrent("tok_timeout: no answer ever, and the webhook after 5 s makes it confirmed", async () => {
  const order = await buy("tok_timeout");
  await shop.untilTold(order.id, "payment.unknown");
  expect(await toItsEnd(order)).toEqual(["confirmed", "captured"]);
  // The second look at the provider's ledger would have come after 8 s: the webhook was first.
  expect(shop.wire.callsOf(order.id)).not.toContain("find");
});

test.concurrent("tok_error: nothing is charged, and given up within a minute it has failed", async () => {
  const order = await buy("tok_error");
  await shop.untilTold(order.id, "payment.unknown");
  await shop.setOwed(order.id, "authorise", { giveUpAt: new Date(0) });
  await shop.untilIs(order.id, "cancelled");
  expect(await order.read()).toMatchObject({
    reason: "payment_failed",
    payment: { captured: { amount: 0 } },
  });
});

test.for([
  ["lost", { lose: 1 }],
  ["doubled", { copies: 3, delayMs: 0 }],
  ["late", { delayMs: 1_500 }],
  ["out of order", { jitterMs: 1_500, delayMs: 0 }],
] as const)("webhooks that are %s: the same end, and each step once", async ([, faults]) => {
  shop.provider.setFaults(faults);
  const orders = await Promise.all(
    Array.from({ length: 6 }, (_, n) => buy(n % 3 === 0 ? "tok_declined" : "tok_ok")),
  );
  const ends = await Promise.all(
    orders.map(async (order, n) => {
      if (n % 3 === 0) await shop.untilIs(order.id, "cancelled");
      else await toItsEnd(order);
      if (n % 3 === 2) {
        await order.cancel();
        await shop.untilTold(order.id, "payment.refunded");
      }
      return order;
    }),
  );
  await shop.provider.untilTold();
  shop.provider.setFaults({});
  const states = await Promise.all(ends.map(async ({ read }) => (await read()).payment.status));
  expect(states).toEqual(["declined", "captured", "refunded", "declined", "captured", "refunded"]);
  for (const { types } of ends) {
    const told = (await types()).filter((type) => !type.startsWith("mail."));
    expect(told).toEqual([...new Set(told)]);
    expect(told).not.toContain("payment.held_for_review");
  }
});
