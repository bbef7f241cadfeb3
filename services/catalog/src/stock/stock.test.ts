import { expect, test } from "vitest";
import { adjust, begin, type Level } from "./stock.ts";

const level: Level = {
  sku: "A",
  productId: "66432",
  onHand: 5,
  available: 3,
  held: 2,
  version: 7,
  sequence: 4,
  movements: 9,
};

test("an adjustment changes what is on hand and is announced", () => {
  const change = adjust(level, { delta: -3, reason: "broken" });
  expect(change).toMatchObject({
    after: { onHand: 2, available: 0, held: 2, version: 8, sequence: 5, movements: 10 },
    movement: { type: "adjustment", delta: -3, held: 0, reason: "broken" },
    events: [{ name: "catalog.stock_level_changed", data: { available: 0, inStock: false } }],
  });
});

test("what orders hold cannot be adjusted away", () => {
  expect(adjust(level, { delta: -4, reason: "lost" })).toBe("insufficient");
});

test("an adjustment by nothing is none", () => {
  expect(adjust(level, { delta: 0, reason: null })).toBeUndefined();
});

test("a SKU that no product sells changes without being announced", () => {
  expect(adjust({ ...level, productId: null }, { delta: 1, reason: "found" })).toMatchObject({ events: [] });
});

test("the ledger of a new SKU begins with what is on hand, when there is any", () => {
  expect(begin({ sku: "A", productId: "p", onHand: 4 })).toMatchObject({
    after: { onHand: 4, available: 4, movements: 1 },
    movement: { delta: 4 },
  });
  expect(begin({ sku: "A", productId: "p", onHand: 0 }).after.movements).toBe(0);
});
