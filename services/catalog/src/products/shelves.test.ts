import { euros } from "@shop/contracts/language/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { derivedOf, nameKeyOf, ratingKeyOf, shelfOf } from "./shelves.ts";

test("a product stands on the shelves of all, its categories and its brand, in each currency it is sold in", () => {
  const { lowest, shelves } = derivedOf({
    name: "Cover",
    brand: "Acme",
    categoryPath: ["phones", "covers"],
    rating: { sum: 0, count: 0 },
    variants: [
      { price: euros(1999), prices: [{ amount: 3000, currency: "JPY" }] },
      { price: euros(1499), prices: [] },
    ],
  });
  expect(lowest).toEqual({ EUR: 1499, JPY: 3000 });
  expect(shelves).toEqual(
    ["EUR", "JPY"].flatMap((currency) =>
      [{}, { categoryId: "phones" }, { categoryId: "covers" }, { brand: "Acme" }].map((place) =>
        shelfOf(currency, place),
      ),
    ),
  );
  expect(new Set(shelves).size).toBe(8);
});

test("a brand that is called as a category is another shelf", () => {
  expect(shelfOf("EUR", { brand: "phones" })).not.toBe(shelfOf("EUR", { categoryId: "phones" }));
  expect(shelfOf("EUR", { brand: "category phones" })).not.toBe(shelfOf("EUR", { categoryId: "phones" }));
});

test("names stand as people look them up", () => {
  const names = ["zebra", "“Apfel”", "Äpfel 2", "éclair", "Éclair au chocolat", "apfelmus", "Øre", "Кружка"];
  const sorted = names.toSorted((a, b) => (nameKeyOf(a) < nameKeyOf(b) ? -1 : 1));
  const expected = [
    "“Apfel”",
    "Äpfel 2",
    "apfelmus",
    "éclair",
    "Éclair au chocolat",
    "Øre",
    "zebra",
    "Кружка",
  ];
  expect(sorted).toEqual(expected);
  expect(nameKeyOf("x".repeat(119) + "\u{1F600}".repeat(3)).isWellFormed()).toBe(true);
});

test("a better average stands higher, and of equal ones that which more people gave", () => {
  const rated = fc
    .integer({ min: 0, max: 2_000_000 })
    .chain((count) =>
      fc.record({ count: fc.constant(count), sum: fc.integer({ min: count, max: 5 * count }) }),
    );
  fc.assert(
    fc.property(rated, rated, (a, b) => {
      const average = ({ sum, count }: typeof a) => (count === 0 ? 0 : Math.round((sum / count) * 10_000));
      const expected = Math.sign(average(a) - average(b) || a.count - b.count);
      expect(Math.sign(ratingKeyOf(a) - ratingKeyOf(b))).toBe(expected);
    }),
  );
  expect(Number.isSafeInteger(ratingKeyOf({ sum: 5e9, count: 1e9 }))).toBe(true);
});
