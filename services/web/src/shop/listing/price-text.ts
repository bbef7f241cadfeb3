/** Prices as people write them into a filter. Pure. */
import { exponentOf } from "@shop/contracts/language/currencies";
import { decimalOf } from "@shop/contracts/language/money-text";
import { maxAmount } from "@shop/contracts/language/values";

const format = /^(\d{1,12})(?:[.,](\d{1,4}))?$/;
/** No filter of the catalog goes further. */
const mostMinor = maxAmount / 10;

/** `19.99`, `19,9` and `20` in minor units; undefined for what is no price. */
export function readPrice(text: string, currency: string): number | undefined {
  const [, whole, fraction = ""] = format.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const digits = exponentOf(currency);
  if (Number(fraction.slice(digits)) > 0) return undefined;
  const amount = Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  return amount <= mostMinor ? amount : undefined;
}

/** `19.99`, and `20` instead of `20.00`. */
export const priceText = (amount: number, currency: string): string =>
  decimalOf({ amount, currency }).replace(/\.0+$/, "");
