import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { placed } from "./placed-order.ts";
import { toPublicOrder } from "../src/orders/order-view.ts";
import { isSettled, type Decision, type Order } from "../src/orders/order.ts";
import type { Notice } from "../src/orders/transitions/notice.ts";
import { transitions } from "../src/orders/transitions/transitions.ts";

const now = new Date("2026-11-21T10:00:00.000Z");
const aNotice: Notice = {
  id: "sandbox:event-1",
  type: "authorised",
  orderId: "order-1",
  chargeId: "charge-1",
  amount: euros(4488),
  captured: euros(0),
  refunded: euros(0),
  reason: null,
};

type News = keyof typeof transitions;
type Told = { [Name in News]: Omit<Parameters<(typeof transitions)[Name]>[1], "now"> };

const reviewAfterMs = 7 * 24 * 60 * 60_000;
const parcel = { id: "parcel-1", carrier: "DHL", trackingNumber: "0034" };
const asked = { id: "refund-1", restock: false, reason: "damaged" };

/** What each is told where a test does not care. */
const usual: Told = {
  stockReserved: {},
  stockRejected: { skus: ["66432-BLK"] },
  stockCommitted: {},
  stockReleased: { returned: false },
  authorised: { chargeId: "charge-1" },
  actionNeeded: { chargeId: "charge-1", url: "https://bank.example.com/1" },
  noticed: { notice: aNotice },
  declined: { reason: "card_declined" },
  authorisationFailed: {},
  paymentUnknown: {},
  captured: { amount: euros(4488) },
  captureRefused: { reason: "charge.voided" },
  moneyReturned: { how: "voided", amount: euros(0) },
  shipped: { parcel, reviewAfterMs },
  delivered: { shipmentId: "parcel-1", reviewAfterMs },
  refundRequested: { asked, reviewAfterMs },
  refundDone: { refundId: "refund-1", reviewAfterMs },
  refundFailed: { refundId: "refund-1", reason: "charge.refund_too_large" },
  refundRestocked: { refundId: "refund-1" },
  cancelled: { by: "customer" },
  timedOut: {},
  mailSent: { id: "mail:confirmation" },
};

type Step = readonly [name: News, told: object];

const decide = (order: Order, name: News, input: object = usual[name]): Decision | undefined =>
  (transitions[name] as (order: Order, input: object) => Decision | undefined)(order, { ...input, now });

const follow = (...steps: News[]) => followTold(steps.map((name): Step => [name, usual[name]]));

function followTold(steps: readonly Step[]) {
  const first = placed();
  const story = {
    order: first.order,
    events: [...first.events],
    timeline: [...first.timeline],
    owed: first.owes.map(({ id }) => id),
  };
  for (const [name, input] of steps) {
    const decision = decide(story.order, name, input);
    if (!decision) continue;
    story.order = decision.order;
    story.events.push(...decision.events);
    story.timeline.push(...decision.timeline);
    story.owed.push(...decision.owes.map(({ id }) => id));
  }
  return story;
}
const owedBy = ({ owes }: Order) => owes.map(({ id }) => id);
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
  const { order, events, timeline, owed } = follow(
    "stockReserved",
    "authorised",
    "stockCommitted",
    "captured",
    "mailSent",
  );
  expect(order).toMatchObject({ state: "confirmed", owes: [{ kind: "invoice" }], capturedAt: now });
  expect(order.payment).toMatchObject({ status: "captured", captured: euros(4488) });
  expect(names(events)).toEqual(["order.placed", "order.payment_authorised", "order.confirmed"]);
  const sold = order.lines.map(({ sku, productId, quantity }) => ({ sku, productId, quantity }));
  expect(events.at(-1)?.data).toMatchObject({ orderId: order.id, lines: sold });
  expect(types(timeline)).toEqual([
    "order.placed",
    "stock.reserved",
    "payment.authorised",
    "stock.committed",
    "payment.captured",
    "order.confirmed",
    "mail.sent",
  ]);
  expect(owed).toEqual(["deadline", "authorise", "capture", "mail:confirmation", "invoice"]);
});

test("nothing is captured before the stock is final", () => {
  expect(follow("stockReserved", "authorised", "captured").order.state).toBe("committing");
});

test("a hold that ended before the sale gives the money back", () => {
  const { order } = follow("stockReserved", "authorised", "stockRejected");
  expect(order).toMatchObject({
    state: "compensating",
    reason: "out_of_stock",
  });
  expect(owedBy(order)).toEqual(["return_money", "deadline", "mail:cancelled"]);
  expect(decide(order, "moneyReturned")?.order).toMatchObject({
    state: "cancelled",
    payment: { status: "voided" },
  });
});

test("a declined card ends the order and releases its stock by the event", () => {
  const { order, events } = follow("stockReserved", "declined");
  expect(order).toMatchObject({ state: "cancelled", reason: "payment_declined" });
  expect(owedBy(order)).toEqual(["mail:cancelled"]);
  expect(names(events)).toEqual(["order.placed", "order.payment_declined", "order.cancelled"]);
});

test("unknown is not failed: an answer that comes later still counts", () => {
  const { order } = follow("stockReserved", "paymentUnknown");
  expect(order.state).toBe("payment_unknown");
  expect(owedBy(order)).toContain("authorise");
  expect(isSettled(order)).toBe(false);
  expect(decide(order, "authorised")?.order.state).toBe("committing");
});

test("an authorisation that is reported after the customer cancelled is given back", () => {
  const { order } = follow("stockReserved", "cancelled", "authorised");
  expect(order).toMatchObject({ state: "compensating", payment: { status: "authorised" } });
  expect(owedBy(order)).toContain("return_money");
});

test("an authorisation that is reported after its void is news of before, and changes nothing", () => {
  const { order } = follow("stockReserved", "cancelled", "moneyReturned");
  expect(order).toMatchObject({ state: "cancelled", payment: { status: "voided" } });
  expect(decide(order, "authorised")).toBeUndefined();
});

test("a capture that is reported again after its money went back changes nothing", () => {
  const { order } = follow("stockReserved", "authorised", "stockCommitted", "captured", "cancelled");
  const refunded = transitions.moneyReturned(order, { how: "refunded", amount: euros(4488), now });
  expect(refunded && decide(refunded.order, "captured")).toBeUndefined();
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

test("a hold that has run out before its order ends is told of, once", () => {
  const { order, timeline } = follow("stockReserved", "stockReleased", "cancelled", "stockReleased");
  expect([order.state, order.isStockBack]).toEqual(["compensating", true]);
  expect(types(timeline).filter((type) => type === "stock.released")).toHaveLength(1);
  const sold = follow("stockReserved", "authorised", "stockCommitted", "stockReleased").order;
  expect(sold.isStockBack).toBe(false);
});

test("at the deadline an unknown payment stays unknown and is still asked after", () => {
  const { order } = follow("stockReserved", "paymentUnknown", "timedOut");
  expect(order).toMatchObject({ state: "cancelled", reason: "timed_out", payment: { status: "unknown" } });
  expect(owedBy(order)).toEqual(["return_money", "mail:cancelled"]);
});

test("whoever cancels before the thanks are out is told of the end, and not thanked after it", () => {
  const { order } = follow("stockReserved", "authorised", "stockCommitted", "captured", "cancelled");
  expect(owedBy(order)).toEqual(["invoice", "return_money", "deadline", "mail:cancelled"]);
});
