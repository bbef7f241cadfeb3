import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { toPublicOrder } from "../src/orders/order-view.ts";
import type { Decision, Order } from "../src/orders/order.ts";
import type { Refund } from "../src/refunds/refund.ts";
import { placed } from "./placed-order.ts";
import { doubtAbout, noticed, type Notice } from "../src/orders/transitions/notice.ts";
import { transitions } from "../src/orders/transitions/transitions.ts";

const now = new Date("2026-11-21T10:00:00.000Z");
const { order: pending } = placed({ now });
const { total } = pending;

const orderOf = (decision: Decision | undefined): Order => decision?.order ?? expect.fail("Nothing is done");
const authorising = orderOf(transitions.stockReserved(pending, { now }));
const committing = orderOf(transitions.authorised(authorising, { chargeId: "charge-1", now }));
const capturing = orderOf(transitions.stockCommitted(committing, { now }));
const confirmed = orderOf(transitions.captured(capturing, { amount: total, now }));
const compensating = orderOf(transitions.cancelled(confirmed, { by: "customer", now }));

const voided = orderOf(
  transitions.moneyReturned(orderOf(transitions.cancelled(committing, { by: "customer", now })), {
    how: "voided",
    amount: euros(0),
    now,
  }),
);

/** Nobody knew its charge then. */
const voidedUnseen = orderOf(
  transitions.moneyReturned(orderOf(transitions.timedOut(authorising, { now })), {
    how: "voided",
    amount: euros(0),
    now,
  }),
);

const about = (type: Notice["type"], changes: Partial<Notice> = {}): Notice => ({
  id: `event-${type}`,
  type,
  orderId: pending.id,
  chargeId: "charge-1",
  amount: total,
  captured: type === "captured" || type === "refunded" ? total : euros(0),
  refunded: type === "refunded" ? total : euros(0),
  reason: null,
  ...changes,
});
const hear = (order: Order, notice: Notice) => noticed(order, { notice, now });
const types = (decision: Decision | undefined) => decision?.timeline.map(({ type }) => type);

test.each<[string, Order, Notice, Order["state"]]>([
  ["authorised while the answer is awaited", authorising, about("authorised"), "committing"],
  ["captured before it is known to be authorised", authorising, about("captured"), "committing"],
  ["captured while that answer is awaited", capturing, about("captured"), "confirmed"],
  ["declined", authorising, about("declined"), "cancelled"],
  ["voided before it was authorised", authorising, about("voided"), "cancelled"],
  ["voided before it was captured", capturing, about("voided"), "compensating"],
  ["refunded while the money is on its way back", compensating, about("refunded"), "cancelled"],
])("%s: one step on", (_, order, notice, state) => {
  expect(hear(order, notice)?.order.state).toBe(state);
});

test.each<[string, Order, Notice]>([
  ["authorised again", committing, about("authorised")],
  ["captured again", confirmed, about("captured")],
  ["authorised after it was captured", confirmed, about("authorised")],
  ["declined after it was authorised", committing, about("declined")],
  ["voided after it was captured", confirmed, about("voided")],
  ["captured again while the money is on its way back", compensating, about("captured")],
  ["authorised while the money is on its way back", compensating, about("authorised")],
  ["authorised after it was voided", voided, about("authorised")],
  ["authorised after it was voided, and nobody knew of the charge", voidedUnseen, about("authorised")],
])("%s: nothing is done", (_, order, notice) => {
  expect(hear(order, notice)).toBeUndefined();
});

test.each<[string, Order, Notice]>([
  ["more is authorised", authorising, about("authorised", { amount: euros(total.amount + 1) })],
  ["another currency", authorising, about("authorised", { amount: { ...total, currency: "USD" } })],
  ["less is captured", capturing, about("captured", { captured: euros(1) })],
  ["another charge", committing, about("captured", { chargeId: "charge-2" })],
  ["a refund that nobody here asked for", confirmed, about("refunded", { refunded: euros(1) })],
])("%s: held for review, once, and nothing else changes", (_, order, notice) => {
  const held = hear(order, notice);
  expect(types(held)).toEqual(["payment.held_for_review"]);
  expect(doubtAbout(order, notice)).toBeTypeOf("string");
  const { state, owes, payment } = orderOf(held);
  expect({ state, owes, payment }).toEqual({
    state: order.state,
    owes: order.owes,
    payment: { ...order.payment, noted: [notice.id] },
  });
  expect(hear(orderOf(held), notice)).toBeUndefined();
});

const refundOf = (status: Refund["status"]): Refund => {
  const base = { lines: [], shipping: euros(0), reason: null, createdAt: now } as const;
  const none = { restock: false, doneAt: null, restockedAt: null, creditNote: null };
  return { ...base, ...none, id: "refund-1", amount: euros(500), status };
};

test("a refund that was asked for here is no news", () => {
  const order = { ...confirmed, refunds: [refundOf("pending")] };
  expect(hear(order, about("refunded", { refunded: euros(500) }))).toBeUndefined();
  expect(types(hear(order, about("refunded", { refunded: euros(501) })))).toEqual([
    "payment.held_for_review",
  ]);
});

test("a refund that fails before it is known to be done can be made again; afterwards it is held for review", () => {
  const failed = about("refund_failed", { amount: euros(500), reason: "lost", refundId: "refund-1" });
  const told = hear({ ...confirmed, refunds: [refundOf("pending")] }, failed);
  expect(types(told)).toEqual(["refund.failed"]);
  expect(orderOf(told).refunds).toMatchObject([{ status: "failed" }]);
  expect(hear(orderOf(told), failed)).toBeUndefined();
  const done = { ...confirmed, refunds: [refundOf("done")] };
  for (const [order, notice] of [
    [done, failed],
    [done, { ...failed, refundId: undefined }],
  ] as const) {
    const held = hear(order, notice);
    expect(held?.timeline).toMatchObject([
      { type: "payment.held_for_review", detail: "refund of €5.00 has failed, lost" },
    ]);
    expect(orderOf(held).refunds).toEqual(order.refunds);
    expect(hear(orderOf(held), notice)).toBeUndefined();
  }
});

test("a dispute is told in the timeline, once", () => {
  const told = hear(confirmed, about("disputed", { reason: "fraudulent" }));
  expect(told?.timeline).toMatchObject([{ type: "payment.disputed", detail: "fraudulent" }]);
  expect(hear(orderOf(told), about("disputed"))).toBeUndefined();
});

test("where the customer is to confirm is shown as long as that is awaited, and not a moment longer", () => {
  const url = "https://bank.example.com/confirm";
  const asked = orderOf(transitions.actionNeeded(authorising, { chargeId: "charge-1", url, now }));
  const shown = (order: Order) => toPublicOrder(order).payment.actionUrl;
  expect(shown(asked)).toBe(url);
  expect(transitions.actionNeeded(asked, { chargeId: "charge-1", url, now })).toBeUndefined();
  expect(shown(orderOf(hear(asked, about("authorised"))))).toBeUndefined();
  expect(shown(orderOf(transitions.cancelled(asked, { by: "customer", now })))).toBeUndefined();
  expect(shown(orderOf(transitions.timedOut(asked, { now })))).toBeUndefined();
});
