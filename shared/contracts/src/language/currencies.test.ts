import { expect, test } from "vitest";
import { exponentOf, ShopCurrencies } from "./currencies.ts";

test("a shop sells in euros unless it says otherwise, and the first it names is its own", () => {
  expect(ShopCurrencies.parse(undefined)).toEqual(["EUR"]);
  expect(ShopCurrencies.parse("KWD, JPY,EUR")).toEqual(["KWD", "JPY", "EUR"]);
});

const many = Intl.supportedValuesOf("currency").slice(0, 21).join(",");

test.each(["", "eur", "EURO", "QQQ", "EUR,", ",EUR", "EUR;JPY", "EUR,EUR", "EUR,JPY,EUR", many])(
  "%j is no list of currencies",
  (text) => {
    expect(ShopCurrencies.safeParse(text).success).toBe(false);
  },
);

test.each([
  ["EUR", 2],
  ["HUF", 2],
  ["JPY", 0],
  ["KWD", 3],
  ["CLF", 4],
])("a minor unit of %s has %i digits", (currency, digits) => expect(exponentOf(currency)).toBe(digits));
