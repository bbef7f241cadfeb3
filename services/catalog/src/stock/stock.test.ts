import fc from "fast-check";
import { expect, test } from "vitest";
import { begin, findObstacle, isInStock, isLow, passageAt, plenty, type Level } from "./stock.ts";

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

test("what orders hold cannot be adjusted away, and a shelf is full some time", () => {
  expect(findObstacle(level, -3)).toBeUndefined();
  expect(findObstacle(level, -4)).toBe("insufficient");
  expect(findObstacle(level, 1_000_000_000 - 5)).toBeUndefined();
  expect(findObstacle(level, 1_000_000_000 - 4)).toBe("excessive");
});

test("goods on top of a full shelf may be taken away again", () => {
  expect(findObstacle({ ...level, onHand: 1_000_000_005, available: 1_000_000_003 }, -1)).toBeUndefined();
});

test("the ledger of a new SKU begins with what is on hand, when there is any", () => {
  expect(begin({ sku: "A", productId: "p", onHand: 4 })).toMatchObject({
    level: { onHand: 4, available: 4, movements: 1 },
    movements: [{ delta: 4 }],
  });
  expect(begin({ sku: "A", productId: "p", onHand: 0 })).toMatchObject({
    level: { movements: 0 },
    movements: [],
  });
});

test.each([
  ["the last one goes", 1, -1, { from: 1, to: 1, isTurn: true }],
  ["one comes back to an empty shelf", 0, 1, { from: 0, to: 0, isTurn: true }],
  ["few become fewer", 4, -1, { from: 2, to: 5, isTurn: false }],
  ["plenty becomes few", 7, -2, { from: 6, to: 7, isTurn: true }],
  ["few become plenty", 5, 1, { from: 5, to: 5, isTurn: true }],
  ["plenty stays plenty", 50, -2, { from: 8, to: Infinity, isTurn: false }],
])("%s", (_what, available, gain, passage) => {
  expect(passageAt(available, gain, 5)).toEqual(passage);
});

test("nobody takes more than there is", () => {
  expect(passageAt(2, -3, 5)).toBeUndefined();
});

const seed = Math.floor(Math.random() * 2 ** 31);

test(`at every level of a passage the movement is possible and turns it, or not, just so (seed ${seed})`, () => {
  const amounts = { available: fc.nat(20), gain: fc.integer({ min: -20, max: 20 }), lowStock: fc.nat(8) };
  const stateOf = (available: number, lowStock: number) =>
    `${isInStock({ available })} ${isLow({ available }, lowStock)}`;
  fc.assert(
    fc.property(fc.record(amounts), fc.nat(60), ({ available, gain, lowStock }, other) => {
      for (const passage of [passageAt(available, gain, lowStock), plenty(gain, lowStock)]) {
        const isIn = passage && passage.from <= other && other <= passage.to;
        if (!isIn) continue;
        expect(other + gain).toBeGreaterThanOrEqual(0);
        expect(passage.isTurn).toBe(stateOf(other, lowStock) !== stateOf(other + gain, lowStock));
      }
      const own = passageAt(available, gain, lowStock);
      expect(own === undefined).toBe(available + gain < 0);
      if (own) expect(own.from <= available && available <= own.to).toBe(true);
    }),
    { seed },
  );
});
