import { expect, test } from "vitest";
import {
  commit,
  expire,
  hold,
  mergeLines,
  release,
  type Reservation,
  type Situation,
} from "./reservation.ts";
import type { Level } from "./stock.ts";

const levelOf = (sku: string, available: number, held = 0): Level => ({
  sku,
  productId: "66432",
  onHand: available + held,
  available,
  held,
  version: 1,
  sequence: 0,
  movements: 1,
});

const orderId = "order-1";
const expiresAt = new Date("2026-11-20T10:20:00.000Z");
const expiry = { id: "expire", kind: "expire", dueAt: expiresAt, attempts: 0, giveUpAt: null } as const;
const lines = [{ sku: "A", quantity: 2 }];

const situation = (reservation: Reservation | undefined, ...levels: Level[]): Situation => ({
  orderId,
  reservation,
  levels: new Map(levels.map((level) => [level.sku, level])),
});

const inState = (state: Reservation["state"]): Reservation => ({
  orderId,
  lines,
  state,
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

test("a hold takes from what is available and leaves what is on hand", () => {
  const decision = hold(situation(undefined, levelOf("A", 5)), { lines, expiresAt });
  expect(decision?.reservation).toMatchObject({ state: "held", owes: [expiry], sequence: 1, revision: 1 });
  expect(decision?.changes).toMatchObject([
    {
      after: { onHand: 5, available: 3, held: 2, version: 1 },
      movement: { type: "hold", delta: 0, held: 2 },
      events: [],
    },
  ]);
  expect(decision?.events).toMatchObject([
    { name: "catalog.stock_reserved", data: { orderId, expiresAt: expiresAt.toISOString() } },
  ]);
});

test("taking the last ones announces that the SKU is sold out", () => {
  const [change] = hold(situation(undefined, levelOf("A", 2)), { lines, expiresAt })?.changes ?? [];
  expect(change?.after.sequence).toBe(1);
  expect(change?.events).toMatchObject([
    { name: "catalog.stock_level_changed", data: { sku: "A", available: 0, inStock: false } },
  ]);
});

test.each([
  ["too few", levelOf("A", 1)],
  ["unknown", levelOf("other", 9)],
  ["no longer sold", { ...levelOf("A", 9), productId: null }],
])("one line that is %s rejects the whole order", (_why, level) => {
  const wanted = [...lines, { sku: "B", quantity: 1 }];
  const decision = hold(situation(undefined, level, levelOf("B", 9)), { lines: wanted, expiresAt });
  expect(decision?.reservation.state).toBe("rejected");
  expect(decision?.changes).toEqual([]);
  expect(decision?.events).toMatchObject([
    { name: "catalog.stock_rejected", data: { orderId, skus: ["A"] } },
  ]);
});

test("an order is held once, and never after its cancellation", () => {
  for (const state of ["held", "committed", "released", "rejected"] as const)
    expect(hold(situation(inState(state), levelOf("A", 9)), { lines, expiresAt })).toBeUndefined();
});

test("committing turns a hold into a sale and is done once", () => {
  const decision = commit(situation(inState("held"), levelOf("A", 3, 2)));
  expect(decision?.reservation).toMatchObject({ state: "committed", owes: [], sequence: 2, revision: 4 });
  expect(decision?.changes).toMatchObject([
    {
      after: { onHand: 3, available: 3, held: 0, version: 2 },
      movement: { type: "sale", delta: -2, held: -2 },
    },
  ]);
  expect(decision?.events).toMatchObject([{ name: "catalog.stock_committed", data: { orderId } }]);
  expect(commit(situation(inState("committed"), levelOf("A", 3)))).toBeUndefined();
});

test.each(["released", "rejected"] as const)(
  "a commit that finds the hold %s is rejected and moves nothing",
  (state) => {
    const decision = commit(situation(inState(state), levelOf("A", 3)));
    expect(decision).toMatchObject({
      reservation: { state, owes: [], sequence: 2, revision: 4 },
      changes: [],
    });
    expect(decision?.events).toMatchObject([
      { name: "catalog.stock_rejected", data: { orderId, skus: ["A"] } },
    ]);
  },
);

test("a commit for an order never heard of is rejected, and a hold that comes later is refused", () => {
  const decision = commit(situation(undefined));
  expect(decision).toMatchObject({ reservation: { state: "released", sequence: 1 }, changes: [] });
  expect(hold(situation(decision?.reservation, levelOf("A", 9)), { lines, expiresAt })).toBeUndefined();
});

test("cancelling releases a hold, or takes a sale back", () => {
  const held = release(situation(inState("held"), levelOf("A", 0, 2)), "cancelled");
  expect(held?.reservation).toMatchObject({ state: "released", owes: [], sequence: 2, revision: 4 });
  expect(held?.changes).toMatchObject([
    { after: { onHand: 2, available: 2, held: 0 }, movement: { type: "release", delta: 0, held: -2 } },
  ]);
  expect(held?.changes[0]?.events).toMatchObject([{ data: { available: 2, inStock: true } }]);
  expect(held?.events).toMatchObject([
    { name: "catalog.stock_released", data: { orderId, returned: false } },
  ]);

  const sold = release(situation(inState("committed"), levelOf("A", 1)), "cancelled");
  expect(sold?.changes).toMatchObject([
    { after: { onHand: 3, available: 3, held: 0 }, movement: { type: "return", delta: 2, held: 0 } },
  ]);
  expect(sold?.events).toMatchObject([{ data: { orderId, returned: true } }]);
});

test("cancelling what holds nothing changes nothing, and leaves a mark for an order not heard of yet", () => {
  expect(release(situation(inState("released")), "cancelled")).toBeUndefined();
  expect(release(situation(inState("rejected")), "cancelled")).toBeUndefined();
  const mark = release(situation(undefined), "cancelled");
  expect(mark).toMatchObject({
    reservation: { state: "released", lines: [], sequence: 0 },
    changes: [],
    events: [],
  });
});

test("only a hold expires", () => {
  expect(expire(situation(inState("held"), levelOf("A", 0, 2)))?.changes).toMatchObject([
    { movement: { type: "release", reason: "expired" } },
  ]);
  for (const state of ["committed", "released", "rejected"] as const)
    expect(expire(situation(inState(state), levelOf("A", 2)))).toBeUndefined();
  expect(expire(situation(undefined))).toBeUndefined();
});
