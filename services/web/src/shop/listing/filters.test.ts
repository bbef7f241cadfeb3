import fc from "fast-check";
import { expect, test } from "vitest";
import { addressOf } from "./addresses.ts";
import { noFilters, readQuery } from "./filters.ts";
import { priceText, readPrice } from "./price-text.ts";

const place = { path: "/c/x", currency: "EUR" };
const queryOf = (address: string): Record<string, string[]> => {
  const search = new URLSearchParams(address.split("?")[1] ?? "");
  return Object.fromEntries([...search.keys()].map((name) => [name, search.getAll(name)]));
};

test("what is chosen is read again from its own address", () => {
  const filters = {
    ...noFilters,
    q: "phone cover",
    brands: ["Acme", "Brio & Sons"],
    attributes: [["Weight (g)", "10"] as const, ["color", "red"] as const],
    minPrice: 1000,
    maxPrice: 1999,
    inStock: true,
    sort: "price" as const,
  };
  const read = readQuery(queryOf(addressOf(place, filters, "abc")), "EUR");
  expect(read).toEqual({ filters, cursor: "abc", ignored: [], isUntidy: false });
});

test("whatever an address says, it is read, and its tidy form says the same", () => {
  const name = fc.oneof(
    fc.constantFrom("q", "brand", "minPrice", "maxPrice", "inStock", "sort", "cursor", "category"),
    fc.string().map((text) => `attributes.${text}`),
    fc.constantFrom("attributes.constructor", "attributes.__proto__", "foo.bar"),
  );
  const query = fc.dictionary(name, fc.array(fc.string({ unit: "binary" }), { maxLength: 4 }), {
    maxKeys: 8,
  });
  fc.assert(
    fc.property(query, (given) => {
      const { filters } = readQuery(given, "EUR");
      const again = readQuery(queryOf(addressOf(place, filters)), "EUR");
      expect(again.filters).toEqual(filters);
      expect([again.ignored, again.isUntidy]).toEqual([[], false]);
    }),
  );
});

test("a price the wrong way round is meant the other way", () => {
  const { filters } = readQuery({ minPrice: ["20"], maxPrice: ["10"] }, "EUR");
  expect([filters.minPrice, filters.maxPrice]).toEqual([1000, 2000]);
});

test.each([
  ["19.99", "EUR", 1999],
  ["19,9", "EUR", 1990],
  [" 20 ", "EUR", 2000],
  ["1,000", "EUR", 100_000],
  ["1,999", "EUR", 199_900],
  ["1,000.00", "EUR", 100_000],
  ["€1,000.5", "EUR", 100_050],
  ["100 €", "EUR", 10_000],
  ["EUR 100", "EUR", 10_000],
  ["$100", "EUR", undefined],
  ["1.000", "EUR", undefined],
  ["1,00,000", "EUR", undefined],
  ["20.000", "EUR", undefined],
  ["20.005", "EUR", undefined],
  ["800", "JPY", 800],
  ["1,000", "JPY", 1000],
  ["1.000", "JPY", undefined],
  ["1.234", "KWD", 1234],
  ["1,234", "KWD", undefined],
  ["1,234.500", "KWD", 1_234_500],
  ["-1", "EUR", undefined],
  ["1e3", "EUR", undefined],
  ["999999999999", "EUR", undefined],
])("%s in %s is %s", (text, currency, amount) => {
  expect(readPrice(text, currency)).toBe(amount);
  if (amount !== undefined) expect(readPrice(priceText(amount, currency), currency)).toBe(amount);
});
