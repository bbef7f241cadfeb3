import { expect, test } from "vitest";
import {
  commit,
  expire,
  finish,
  hold,
  linesOf,
  mergeLines,
  reject,
  release,
  restock,
  returnIdOf,
  type Reservation,
} from "./reservation.ts";
import { movementOf, type Step } from "./step.ts";

const orderId = "order-1";
const expiresAt = new Date("2026-11-20T10:20:00.000Z");
const expiry = { id: "expire", kind: "expire", dueAt: expiresAt, attempts: 0, giveUpAt: null } as const;
const lines = ["A", "B", "C"].map((sku) => ({ sku, quantity: 2 }));
const proceeds = [{ id: "proceed", kind: "proceed", attempts: 0, giveUpAt: null }];

const inState = (state: Reservation["state"]): Reservation => ({
  orderId,
  lines,
  state,
  underway: null,
  restocked: [],
  owes: state === "held" ? [expiry] : [],
  sequence: 1,
  revision: 3,
});

test("equal SKUs become one line, and lines are sorted", () => {
  const wanted = [
    { sku: "B", quantity: 1 },
    { sku: "A", quantity: 2 },
    { sku: "B", quantity: 3 },
  ];
  expect(mergeLines(wanted)).toEqual([
    { sku: "A", quantity: 2 },
    { sku: "B", quantity: 4 },
  ]);
});

test("a hold is owed until every level has it, and announced then, with its end", () => {
  const holding = hold(orderId, lines, expiresAt);
  expect(holding).toMatchObject({
    state: "holding",
    underway: { step: "hold" },
    owes: proceeds,
    sequence: 0,
  });
  const { reservation, events } = finish(holding);
  expect(reservation).toMatchObject({ state: "held", underway: null, owes: [expiry], sequence: 1 });
  expect(events).toMatchObject([
    { name: "catalog.stock_reserved", data: { orderId, expiresAt: expiresAt.toISOString() } },
  ]);
});

test("of an order that is rejected, what was taken goes back in reverse before anybody hears of it", () => {
  const { reservation, events } = reject(hold(orderId, lines, expiresAt), ["C"], 2);
  expect(reservation).toMatchObject({ state: "rejected", underway: { step: "reject" }, owes: proceeds });
  expect(events).toEqual([]);
  expect(linesOf(reservation).map(({ sku }) => sku)).toEqual(["B", "A"]);
  expect(finish(reservation)).toMatchObject({
    reservation: { state: "rejected", underway: null, owes: [], sequence: 1 },
    events: [{ name: "catalog.stock_rejected", data: { orderId, skus: ["C"] } }],
  });
});

test("an order that has taken nothing is rejected at once", () => {
  const { reservation, events } = reject(hold(orderId, lines, expiresAt), ["A", "C"], 0);
  expect(reservation).toMatchObject({ state: "rejected", underway: null, owes: [], sequence: 1 });
  expect(events).toMatchObject([{ data: { skus: ["A", "C"] } }]);
});

test("committing turns a hold into a sale and is done once", () => {
  const decision = commit(orderId, inState("held"));
  expect(decision).toMatchObject({
    reservation: { state: "committed", underway: { step: "commit" }, owes: proceeds, sequence: 1 },
    events: [],
  });
  const done = finish(decision?.reservation ?? inState("held"));
  expect(done.reservation).toMatchObject({ state: "committed", underway: null, owes: [], sequence: 2 });
  expect(done.events).toMatchObject([{ name: "catalog.stock_committed", data: { orderId } }]);
  expect(commit(orderId, inState("committed"))).toBeUndefined();
});

test.each(["released", "rejected"] as const)(
  "a commit that finds the hold %s is rejected and moves nothing",
  (state) => {
    expect(commit(orderId, inState(state))).toMatchObject({
      reservation: { state, underway: null, owes: [], sequence: 2 },
      events: [{ name: "catalog.stock_rejected", data: { orderId, skus: ["A", "B", "C"] } }],
    });
  },
);

test("a commit for an order never heard of is rejected, and leaves a mark that refuses a late hold", () => {
  expect(commit(orderId, undefined)).toMatchObject({
    reservation: { state: "released", underway: null, lines: [], sequence: 1 },
    events: [{ name: "catalog.stock_rejected", data: { skus: [] } }],
  });
});

test.each([
  ["held", "release", false],
  ["committed", "return", true],
] as const)("cancelling an order that is %s is a %s", (state, step, returned) => {
  const decision = release(orderId, inState(state));
  expect(decision).toMatchObject({
    reservation: { state: "released", underway: { step }, owes: proceeds },
    events: [],
  });
  expect(finish(decision?.reservation ?? inState(state))).toMatchObject({
    reservation: { state: "released", owes: [], sequence: 2 },
    events: [{ name: "catalog.stock_released", data: { orderId, returned } }],
  });
});

test("cancelling what holds nothing changes nothing, and leaves a mark for an order not heard of yet", () => {
  expect(release(orderId, inState("released"))).toBeUndefined();
  expect(release(orderId, inState("rejected"))).toBeUndefined();
  expect(release(orderId, undefined)).toMatchObject({
    reservation: { state: "released", underway: null, lines: [], sequence: 0 },
    events: [],
  });
});

test("units of a refund come back once, from what is sold and from what was taken back in part", () => {
  const back = [{ sku: "B", quantity: 1 }];
  for (const state of ["committed", "released"] as const) {
    const decision = restock(inState(state), "refund-1", back);
    expect(decision).toMatchObject({
      reservation: { state, underway: { step: "restock" }, restocked: ["refund-1"], owes: proceeds },
      events: [],
    });
    const { reservation = inState(state) } = decision ?? {};
    expect(linesOf(reservation)).toEqual(back);
    expect(returnIdOf(reservation)).not.toBe(returnIdOf(inState(state)));
    const finished = finish(reservation);
    expect(finished).toMatchObject({
      reservation: { state, underway: null },
      events: [{ name: "catalog.stock_released", data: { orderId, returned: true, refundId: "refund-1" } }],
    });
    expect(restock(finished.reservation, "refund-1", back)).toBeUndefined();
    expect(restock(finished.reservation, "refund-2", back)).toBeDefined();
  }
  for (const state of ["holding", "held", "rejected"] as const)
    expect(restock(inState(state), "refund-1", back)).toBeUndefined();
  expect(restock(undefined, "refund-1", back)).toBeUndefined();
});

test("of a sale that was refunded in part, only the rest is taken back", () => {
  const rest = [{ sku: "C", quantity: 1 }];
  const decision = release(orderId, inState("committed"), rest);
  expect(linesOf(decision?.reservation ?? inState("committed"))).toEqual(rest);
  const none = release(orderId, inState("committed"), []);
  expect(linesOf(none?.reservation ?? inState("committed"))).toEqual([]);
});

test("only a hold expires", () => {
  expect(expire(orderId, inState("held"))?.reservation).toMatchObject({
    state: "released",
    underway: { step: "expire" },
  });
  for (const state of ["committed", "released", "rejected"] as const)
    expect(expire(orderId, inState(state))).toBeUndefined();
  expect(expire(orderId, undefined)).toBeUndefined();
});

test.each<[Step, string, number, number, string | null]>([
  ["hold", "hold", 0, 2, null],
  ["commit", "sale", -2, -2, null],
  ["release", "release", 0, -2, "cancelled"],
  ["expire", "release", 0, -2, "expired"],
  ["reject", "release", 0, -2, "out of stock"],
  ["return", "return", 2, 0, "cancelled"],
  ["restock", "return", 2, 0, "refunded"],
])("%s is written as a %s", (step, type, delta, held, reason) => {
  expect(movementOf(step, orderId, 2)).toEqual({ type, delta, held, orderId, reason });
});
