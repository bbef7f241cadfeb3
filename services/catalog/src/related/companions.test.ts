import { seeded } from "@shop/testing/random";
import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { addCompanions, countedOf, type Companion } from "./companions.ts";

test("the products of an order count once each, twenty at most, and one alone goes with nothing", () => {
  const lines = Array.from({ length: 100 }, (_, index) => ({ productId: `p${index % 50}` }));
  expect(countedOf(lines)).toEqual(Array.from({ length: 20 }, (_, index) => `p${index}`));
  expect(countedOf([{ productId: "a" }, { productId: "a" }, {}, { productId: undefined }])).toEqual([]);
});

test("what is bought together most often comes first", () => {
  const known = addCompanions(addCompanions([], ["a", "b"]), ["b", "c"]);
  expect(known).toEqual([
    { productId: "b", count: 2 },
    { productId: "a", count: 1 },
    { productId: "c", count: 1 },
  ]);
});

test("among thousands that come once, those that come often stay, and there are never more than a hundred", () => {
  const seed = randomInt(2 ** 31);
  const random = seeded(seed);
  const often = ["x", "y", "z"];
  let known: Companion[] = [];
  for (let order = 0; order < 5_000; order += 1) {
    known = addCompanions(known, [random.chance(0.2) ? random.pick(often) : `once-${order}`]);
    expect(known.length).toBeLessThanOrEqual(100);
  }
  expect(
    known
      .slice(0, 3)
      .map(({ productId }) => productId)
      .toSorted(),
    `seed ${seed}`,
  ).toEqual(often);
});

test("counts stay small, and the fashion of today overtakes that of yesterday", () => {
  let known: Companion[] = [];
  for (let order = 0; order < 20_000; order += 1) known = addCompanions(known, ["old"]);
  for (let order = 0; order < 12_000; order += 1) known = addCompanions(known, ["new"]);
  expect(known.map(({ productId }) => productId)).toEqual(["new", "old"]);
  expect(known.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(10_000);
});
