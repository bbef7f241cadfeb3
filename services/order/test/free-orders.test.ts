/** Orders that cost nothing: they end as others do, and nobody is asked for money. */
import { euros } from "@shop/contracts/language/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { placed } from "./placed-order.ts";
import { isSettled, type Decision, type Order } from "../src/orders/order.ts";
import { transitions } from "../src/orders/transitions/transitions.ts";

type Name = keyof typeof transitions;
const now = new Date("2026-11-21T10:00:00.000Z");
const { order } = placed();
const free: Order = {
  ...order,
  coupon: "ALL",
  total: euros(0),
  payment: { ...order.payment, status: "captured" },
};

/** What the catalog, people and the clock say; the provider, which was never asked, has nothing to say. */
const told = {
  stockReserved: {},
  stockRejected: { skus: [] },
  stockCommitted: {},
  stockReleased: { returned: true },
  cancelled: { by: "customer" },
  timedOut: {},
} as const satisfies Partial<Record<Name, object>>;

const take = (before: Order, name: keyof typeof told): Decision | undefined =>
  (transitions[name] as (known: Order, input: object) => Decision | undefined)(before, {
    ...told[name],
    now,
  });

function follow(...names: (keyof typeof told)[]) {
  let known = free;
  const decisions: Decision[] = [];
  for (const name of names) {
    const decision = take(known, name);
    if (!decision) continue;
    decisions.push(decision);
    known = decision.order;
  }
  return { order: known, decisions };
}
const namesOf = (decisions: readonly Decision[]) =>
  decisions.flatMap(({ events }) => events.map(({ name }) => name));

test("who cancels before the thanks are out is told of the end, and not thanked after it", () => {
  const { order: ended } = follow("stockReserved", "stockCommitted", "cancelled");
  expect(ended.owes.map(({ id }) => id)).toEqual(["invoice", "mail:cancelled"]);
});

test("what costs nothing is sold as soon as its stock is", () => {
  const { order: sold, decisions } = follow("stockReserved", "stockCommitted");
  expect(sold).toMatchObject({ state: "confirmed", payment: { status: "captured", captured: euros(0) } });
  expect(namesOf(decisions)).toEqual(["order.payment_authorised", "order.confirmed"]);
  expect(sold.owes.map(({ id }) => id)).toEqual(["mail:confirmation", "invoice"]);
});

test.each([
  [["cancelled"]],
  [["stockReserved", "cancelled"]],
  [["stockReserved", "stockRejected"]],
  [["stockReserved", "timedOut"]],
  [["stockReserved", "stockCommitted", "cancelled"]],
] as const)("after %j it is cancelled at once, and its coupon comes back once", (names) => {
  const { order: ended, decisions } = follow(...names, "cancelled", "timedOut", "stockReleased");
  expect(ended.state).toBe("cancelled");
  expect(decisions.filter(({ returnsCoupon }) => returnsCoupon)).toHaveLength(1);
});

test("whatever is heard in whatever order, no money is asked for and none goes back", () => {
  const names = fc.array(fc.constantFrom(...(Object.keys(told) as (keyof typeof told)[])), { maxLength: 12 });
  fc.assert(
    fc.property(names, (heard) => {
      const { order: known, decisions } = follow(...heard);
      const owed = decisions.flatMap(({ owes }) => owes.map(({ kind }) => kind));
      expect(owed.filter((kind) => ["authorise", "capture", "return_money"].includes(kind))).toEqual([]);
      expect(known.payment).toEqual(free.payment);
      const returned = decisions.filter(({ returnsCoupon }) => returnsCoupon).length;
      expect(returned).toBe(known.state === "cancelled" ? 1 : 0);
      expect(isSettled(known) || known.owes.some(({ kind }) => kind === "deadline")).toBe(true);
    }),
  );
});
