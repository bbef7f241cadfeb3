import { expect, test } from "vitest";
import { fromStripeAmount, toStripeAmount } from "./stripe-amount.ts";

test.each([
  ["EUR", 2489, 2489],
  ["JPY", 500, 500],
  ["KWD", 12_340, 12_340],
  ["HUF", 149_000, 149_000],
  ["ISK", 1_990, 199_000],
  ["UGX", 7_000, 700_000],
  ["MGA", 120_000, 1_200],
])("%s %i is %i at Stripe, and the same when it comes back", (currency, amount, sent) => {
  expect(toStripeAmount({ amount, currency })).toBe(sent);
  expect(fromStripeAmount(sent, currency.toLowerCase())).toEqual({ amount, currency });
});

test.each([
  ["KWD", 12_345],
  ["BHD", 1],
  ["IQD", 12_345],
  ["MGA", 120_020],
])("%s %i cannot be moved by Stripe", (currency, amount) => {
  expect(toStripeAmount({ amount, currency })).toBeUndefined();
});
