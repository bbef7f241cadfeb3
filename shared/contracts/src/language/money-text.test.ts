import { expect, test } from "vitest";
import { decimalOf, moneyText } from "./money-text.ts";

test.each([
  [1999, "EUR", "19.99", "€19.99"],
  [5, "EUR", "0.05", "€0.05"],
  [0, "EUR", "0.00", "€0.00"],
  [-490, "EUR", "-4.90", "-€4.90"],
  [3200, "JPY", "3200", "JP¥3,200"],
  [9_007_199_254_740_991, "EUR", "90071992547409.91", "€90,071,992,547,409.91"],
  [1_234_567, "KWD", "1234.567", "KWD\u00a01,234.567"],
])("%d minor units of %s are written as %s, and read as %s", (amount, currency, digits, text) => {
  expect([decimalOf({ amount, currency }), moneyText({ amount, currency })]).toEqual([digits, text]);
});
