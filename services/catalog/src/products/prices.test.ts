import { expect, test } from "vitest";
import { amountIn, highestOf, lowestOf, pickCurrency, priceIn, refuseForeignPrices } from "./prices.ts";

const money = (amount: number, currency: string) => ({ amount, currency });
const variant = (sku: string, price: ReturnType<typeof money>, ...prices: ReturnType<typeof money>[]) => ({
  sku,
  price,
  prices,
});

test("prices are never converted: what has none in a currency is not sold in it", () => {
  const cover = variant("A", money(1999, "EUR"), money(3300, "JPY"));
  expect(priceIn(cover, "JPY")).toEqual(money(3300, "JPY"));
  expect(priceIn(cover, "KWD")).toBeNull();
  const lowest = lowestOf([cover, variant("B", money(999, "EUR"), money(4100, "KWD"))]);
  expect(lowest).toEqual({ EUR: 999, JPY: 3300, KWD: 4100 });
  expect(amountIn(lowest, "USD")).toBeNull();
});

test("only where variants do not all cost the same there is a highest price", () => {
  const highest = highestOf([
    variant("A", money(999, "EUR"), money(3300, "JPY"), money(4100, "KWD")),
    variant("B", money(1999, "EUR"), money(3300, "JPY")),
    variant("C", money(1499, "EUR")),
  ]);
  expect(highest).toEqual({ EUR: 1999 });
});

const shop = ["EUR", "JPY", "KWD"] as const;

test.each([
  ["a price in another than the first", [variant("A", money(1, "JPY"))], "variants.0.price.currency"],
  [
    "another price in the first",
    [variant("A", money(1, "EUR"), money(1, "EUR"))],
    "variants.0.prices.0.currency",
  ],
  [
    "another price in what is not sold in",
    [variant("A", money(1, "EUR"), money(1, "JPY"), money(1, "USD"))],
    "variants.0.prices.1.currency",
  ],
])("%s is refused, with its place", (_what, variants, path) => {
  expect(() => refuseForeignPrices(variants, shop)).toThrow(
    expect.objectContaining({ details: { errors: [expect.objectContaining({ path })] } }),
  );
});

test("a price in a currency that the shop gave up may stay as it is, and not change", () => {
  const known = [variant("A", money(5, "EUR"), money(7, "USD"))];
  expect(() => refuseForeignPrices(known, shop, known)).not.toThrow();
  expect(() => refuseForeignPrices([variant("A", money(5, "EUR"), money(8, "USD"))], shop, known)).toThrow(
    "not valid",
  );
  expect(() => refuseForeignPrices([variant("B", money(5, "EUR"), money(7, "USD"))], shop, known)).toThrow(
    "not valid",
  );
});

test("without another, the first of the shop's is meant", () => {
  expect(pickCurrency(shop, undefined, "currency")).toBe("EUR");
  expect(pickCurrency(shop, "KWD", "currency")).toBe("KWD");
  expect(() => pickCurrency(shop, "USD", "query.currency")).toThrow(
    expect.objectContaining({ details: { errors: [expect.objectContaining({ path: "query.currency" })] } }),
  );
});
