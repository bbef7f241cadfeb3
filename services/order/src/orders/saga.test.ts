import { euros } from "@shop/contracts/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Decision, Order } from "./order.ts";
import { isSettled, toPublicOrder } from "./order.ts";
import { place } from "./place.ts";
import { transitions, type Transition } from "./saga.ts";

const now = new Date("2026-11-21T10:00:00.000Z");
const quote = {
  sku: "66432-BLK",
  productId: "66432",
  name: "Phone cover, black",
  image: null,
  price: euros(1999),
  available: 5,
  onSale: true,
};

const placed = (): Decision =>
  place({
    id: "order-1",
    number: "0123456789",
    customerId: "customer-1",
    idempotencyKey: "key-0123456789abcdef",
    request: {
      contact: { email: "alice@example.com", name: "Alice" },
      shippingAddress: {
        name: "Alice",
        line1: "Main St 1",
        city: "Berlin",
        postalCode: "10115",
        country: "DE",
      },
      shippingMethod: "standard",
      payment: { method: "card", token: "tok_ok" },
    },
    wanted: [{ sku: "66432-BLK", quantity: 2 }],
    fromCart: false,
    quotes: new Map([[quote.sku, quote]]),
    deadlineMs: 14 * 60_000,
    now,
  });

/** What each transition is told. */
const inputs: { [Name in Transition]: Parameters<(typeof transitions)[Name]>[1] } = {
  stockReserved: { now },
  stockRejected: { skus: ["66432-BLK"], now },
  stockCommitted: { now },
  stockReleased: { returned: false, now },
  authorised: { chargeId: "charge-1", now },
  declined: { reason: "card_declined", now },
  authorisationFailed: { now },
  paymentUnknown: { now },
  captured: { amount: euros(4488), now },
  captureRefused: { reason: "charge.voided", now },
  moneyReturned: { how: "voided", amount: euros(0), now },
  cancelled: { by: "customer", now },
  timedOut: { now },
  mailSent: { kind: "confirmation", now },
};

const decide = (order: Order, name: Transition): Decision | undefined =>
  (transitions[name] as (order: Order, input: object) => Decision | undefined)(order, inputs[name]);

function follow(...names: Transition[]) {
  const first = placed();
  const story = {
    order: first.order,
    events: [...first.events],
    timeline: [...first.timeline],
    mails: [...first.mails],
  };
  for (const name of names) {
    const decision = decide(story.order, name);
    if (!decision) continue;
    story.order = decision.order;
    story.events.push(...decision.events);
    story.timeline.push(...decision.timeline);
    story.mails.push(...decision.mails);
  }
  return story;
}
const names = (facts: readonly { name: string }[]) => facts.map(({ name }) => name);
const types = (rows: readonly { type: string }[]) => rows.map(({ type }) => type);

test("placing takes prices from the quotes and says what is tax", () => {
  const { order } = placed();
  expect(toPublicOrder(order)).toMatchObject({
    status: "pending",
    subtotal: euros(3998),
    shipping: euros(490),
    total: euros(4488),
    tax: euros(717),
    lines: [{ sku: "66432-BLK", quantity: 2, unitPrice: euros(1999), lineTotal: euros(3998) }],
  });
});

test("the straight way ends confirmed and tells its story in order", () => {
  const { order, events, timeline, mails } = follow(
    "stockReserved",
    "authorised",
    "stockCommitted",
    "captured",
    "mailSent",
  );
  expect(order).toMatchObject({ state: "confirmed", task: null, deadlineAt: null });
  expect(order.payment).toMatchObject({ status: "captured", captured: euros(4488) });
  expect(names(events)).toEqual(["order.placed", "order.payment_authorised", "order.confirmed"]);
  expect(types(timeline)).toEqual([
    "order.placed",
    "stock.reserved",
    "payment.authorised",
    "stock.committed",
    "payment.captured",
    "order.confirmed",
    "mail.sent",
  ]);
  expect(mails).toEqual(["confirmation"]);
});

test("nothing is captured before the stock is final", () => {
  expect(follow("stockReserved", "authorised", "captured").order.state).toBe("committing");
});

test("a hold that ended before the sale gives the money back", () => {
  const { order } = follow("stockReserved", "authorised", "stockRejected");
  expect(order).toMatchObject({
    state: "compensating",
    reason: "out_of_stock",
    task: { kind: "return_money" },
  });
  expect(decide(order, "moneyReturned")?.order).toMatchObject({
    state: "cancelled",
    payment: { status: "voided" },
  });
});

test("a declined card ends the order and releases its stock by the event", () => {
  const { order, events } = follow("stockReserved", "declined");
  expect(order).toMatchObject({ state: "cancelled", reason: "payment_declined", task: null });
  expect(names(events)).toEqual(["order.placed", "order.payment_declined", "order.cancelled"]);
});

test("unknown is not failed: an answer that comes later still counts", () => {
  const { order } = follow("stockReserved", "paymentUnknown");
  expect(order).toMatchObject({ state: "payment_unknown", task: { kind: "authorise" } });
  expect(isSettled(order)).toBe(false);
  expect(decide(order, "authorised")?.order.state).toBe("committing");
});

test("an authorisation that is reported after the customer cancelled is given back", () => {
  const { order } = follow("stockReserved", "cancelled", "moneyReturned", "authorised");
  expect(order).toMatchObject({ state: "cancelled", task: { kind: "return_money" } });
});

test("a confirmed order that is cancelled is refunded", () => {
  const { order } = follow("stockReserved", "authorised", "stockCommitted", "captured", "cancelled");
  const refunded = transitions.moneyReturned(order, { how: "refunded", amount: euros(4488), now });
  expect(refunded?.order).toMatchObject({
    state: "cancelled",
    payment: { status: "refunded", refunded: euros(4488) },
  });
  expect(names(refunded?.events ?? [])).toEqual(["order.refunded"]);
});

test("at the deadline an unknown payment stays unknown and is still asked after", () => {
  const { order } = follow("stockReserved", "paymentUnknown", "timedOut");
  expect(order).toMatchObject({ state: "cancelled", reason: "timed_out", deadlineAt: null });
  expect(order).toMatchObject({ payment: { status: "unknown" }, task: { kind: "return_money" } });
});

test("whatever is reported in whatever order, a story stays sound", () => {
  const news = fc.array(fc.constantFrom(...(Object.keys(transitions) as Transition[])), { maxLength: 25 });
  fc.assert(
    fc.property(news, (sequence) => {
      const { order, events, timeline } = follow(...sequence);
      const count = (name: string) => names(events).filter((event) => event === name).length;
      expect(order.sequence).toBe(events.length);
      expect(order.timelineLength).toBe(timeline.length);
      expect(count("order.cancelled")).toBeLessThanOrEqual(1);
      expect(count("order.confirmed")).toBeLessThanOrEqual(1);
      expect(count("order.cancelled") === 1).toBe(order.reason !== null);
      const isFinal = order.state === "confirmed" || order.state === "cancelled";
      expect(isFinal).toBe(order.deadlineAt === null);
      if (order.state === "confirmed")
        expect(order).toMatchObject({ task: null, payment: { status: "captured" } });
      if (["authorising", "capturing", "payment_unknown", "compensating"].includes(order.state))
        expect(order.task).not.toBeNull();
      const hasMoney = ["authorised", "captured", "unknown"].includes(order.payment.status);
      if (order.state === "cancelled" && hasMoney) expect(order.task?.kind).toBe("return_money");
    }),
    { numRuns: 2_000 },
  );
});
