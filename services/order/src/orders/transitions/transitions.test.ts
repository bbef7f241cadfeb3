/* oxlint-disable max-lines -- one table of every transition, told in the usual way, for stories and for the property */
import { euros } from "@shop/contracts/language/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { firstMethods } from "../../shipping-methods/first-methods.ts";
import { firstRates } from "../../tax-rates/first-rates.ts";
import { toPublicOrder } from "../order-view.ts";
import { isSettled, type Decision, type Order } from "../order.ts";
import { place } from "../place.ts";
import { transitions } from "./transitions.ts";

type Transition = keyof typeof transitions;

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
    cartVersion: null,
    currency: "EUR",
    shippingMethod: firstMethods(["DE"], ["EUR"])[0],
    taxRates: firstRates,
    coupon: undefined,
    quotes: new Map([[quote.sku, quote]]),
    deadlineMs: 14 * 60_000,
    now,
  });

type Told = { [Name in Transition]: Omit<Parameters<(typeof transitions)[Name]>[1], "now"> };

/** What each transition may be told. */
const told: { [Name in Transition]: fc.Arbitrary<Told[Name]> } = {
  stockReserved: fc.constant({}),
  stockRejected: fc.constantFrom({ skus: ["66432-BLK"] }, { skus: [] }),
  stockCommitted: fc.constant({}),
  stockReleased: fc.constantFrom({ returned: false }, { returned: true }),
  authorised: fc.constantFrom({ chargeId: "charge-1" }, { chargeId: "charge-2" }),
  declined: fc.constant({ reason: "card_declined" }),
  authorisationFailed: fc.constant({}),
  paymentUnknown: fc.constant({}),
  captured: fc.constantFrom({ amount: euros(4488) }, { amount: euros(1) }),
  captureRefused: fc.constant({ reason: "charge.voided" }),
  moneyReturned: fc.constantFrom(
    { how: "voided" as const, amount: euros(0) },
    { how: "refunded" as const, amount: euros(4488) },
  ),
  cancelled: fc.constantFrom({ by: "customer" as const }, { by: "staff" as const }),
  timedOut: fc.constant({}),
  mailSent: fc.constant({ id: "mail:confirmation" }),
};

/** What each is told where a test does not care. */
const usual: Told = {
  stockReserved: {},
  stockRejected: { skus: ["66432-BLK"] },
  stockCommitted: {},
  stockReleased: { returned: false },
  authorised: { chargeId: "charge-1" },
  declined: { reason: "card_declined" },
  authorisationFailed: {},
  paymentUnknown: {},
  captured: { amount: euros(4488) },
  captureRefused: { reason: "charge.voided" },
  moneyReturned: { how: "voided", amount: euros(0) },
  cancelled: { by: "customer" },
  timedOut: {},
  mailSent: { id: "mail:confirmation" },
};

type Step = readonly [name: Transition, told: object];

const decide = (order: Order, name: Transition, input: object = usual[name]): Decision | undefined =>
  (transitions[name] as (order: Order, input: object) => Decision | undefined)(order, { ...input, now });

const follow = (...steps: Transition[]) => followTold(steps.map((name): Step => [name, usual[name]]));

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
  expect(order).toMatchObject({ state: "confirmed", owes: [] });
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
  expect(owed).toEqual(["deadline", "authorise", "capture", "mail:confirmation"]);
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
  const { order } = follow("stockReserved", "cancelled", "moneyReturned", "authorised");
  expect(order.state).toBe("cancelled");
  expect(owedBy(order)).toEqual(["mail:cancelled", "return_money"]);
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

test("at the deadline an unknown payment stays unknown and is still asked after", () => {
  const { order } = follow("stockReserved", "paymentUnknown", "timedOut");
  expect(order).toMatchObject({ state: "cancelled", reason: "timed_out", payment: { status: "unknown" } });
  expect(owedBy(order)).toEqual(["return_money", "mail:cancelled"]);
});

test("whoever cancels before the thanks are out is told of the end, and not thanked after it", () => {
  const { order } = follow("stockReserved", "authorised", "stockCommitted", "captured", "cancelled");
  expect(owedBy(order)).toEqual(["return_money", "deadline", "mail:cancelled"]);
});

test("whatever is reported in whatever order, a story stays sound", () => {
  const step = fc
    .constantFrom(...(Object.keys(transitions) as Transition[]))
    .chain((name) => fc.tuple(fc.constant(name), told[name] as fc.Arbitrary<object>));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { order, events, timeline, owed } = followTold(steps);
      const owes = owedBy(order);
      const count = (name: string) => names(events).filter((event) => event === name).length;
      expect(order.sequence).toBe(events.length);
      expect(new Set(owes).size).toBe(owes.length);
      expect(count("order.cancelled")).toBeLessThanOrEqual(1);
      expect(count("order.confirmed")).toBeLessThanOrEqual(1);
      expect(count("order.refunded")).toBeLessThanOrEqual(1);
      expect(owed.filter((id) => id === "mail:cancelled")).toHaveLength(count("order.cancelled"));
      expect(count("order.cancelled") === 1).toBe(order.reason !== null);
      expect(types(timeline).filter((type) => /^stock\.(released|returned)$/.test(type)).length).toBeLessThan(
        2,
      );
      const isFinal = order.state === "confirmed" || order.state === "cancelled";
      expect(isFinal).toBe(!owes.includes("deadline"));
      if (order.state === "confirmed") expect(order.payment.status).toBe("captured");
      if (["authorising", "capturing", "payment_unknown", "compensating"].includes(order.state))
        expect(owes.some((id) => ["authorise", "capture", "return_money"].includes(id))).toBe(true);
      const hasMoney = ["authorised", "captured", "unknown"].includes(order.payment.status);
      if (order.state === "cancelled" && hasMoney) expect(owes).toContain("return_money");
    }),
    { numRuns: 5_000 },
  );
});
