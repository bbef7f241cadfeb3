/**
 * Money as Stripe counts it: in the smallest unit of the currency, which is ISO 4217's but for a few.
 * https://docs.stripe.com/currencies#zero-decimal and the special cases below it.
 */
import { exponentOf } from "@shop/contracts/language/currencies";
import type { Money } from "@shop/contracts/language/values";

/** Without decimals in ISO 4217, sent with two of them. */
const withTwoMore: ReadonlySet<string> = new Set(["ISK", "UGX"]);
/** With two decimals in ISO 4217, sent without. */
const withoutDecimals: ReadonlySet<string> = new Set(["MGA"]);

/** The reason of an order whose amount Stripe cannot move. */
export const notSupported = "amount_not_supported";

/** Undefined for an amount that Stripe cannot move: of three decimals the last must be zero, and none counts a fifth of an ariary. */
export function toStripeAmount({ amount, currency }: Money): number | undefined {
  if (withTwoMore.has(currency)) return amount * 100;
  if (withoutDecimals.has(currency)) return amount % 100 === 0 ? amount / 100 : undefined;
  if (exponentOf(currency) === 3 && amount % 10 !== 0) return undefined;
  return amount;
}

/** `currency` in either case. */
export function fromStripeAmount(amount: number, currency: string): Money {
  const code = currency.toUpperCase();
  if (withTwoMore.has(code)) return { amount: Math.round(amount / 100), currency: code };
  if (withoutDecimals.has(code)) return { amount: amount * 100, currency: code };
  return { amount, currency: code };
}
