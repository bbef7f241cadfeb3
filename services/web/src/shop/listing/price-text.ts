/** Prices as people write them into a filter. Pure. */
import { exponentOf } from "@shop/contracts/language/currencies";
import { decimalOf, moneyText } from "@shop/contracts/language/money-text";
import { maxAmount } from "@shop/contracts/language/values";

const format = /^(\d{1,12})(?:[.,](\d{1,4}))?$/;
/** Thousands as the shop prints them. */
const grouped = /^\d{1,3}(?:,\d{3})+(?=\.|$)/;
/** No filter of the catalog goes further. */
const mostMinor = maxAmount / 10;

/**
 * `19.99`, `19,9`, `20`, `1,000` and `€1,000.00` in minor units; undefined for what is no price, and for what may be one
 * or a thousand: `1.000`, and `1,000` where the currency counts in thousandths.
 */
export function readPrice(text: string, currency: string): number | undefined {
  const digits = exponentOf(currency);
  const bare = withoutSign(text, currency);
  const [, whole, fraction = ""] = format.exec(bare.replace(grouped, withoutCommas)) ?? [];
  if (whole === undefined || isUnclear(bare, digits)) return undefined;
  if (Number(fraction.slice(digits)) > 0) return undefined;
  const amount = Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  return amount <= mostMinor ? amount : undefined;
}

const isUnclear = (text: string, digits: number): boolean =>
  (digits < 3 ? /\.\d{3}$/ : /^\d{1,3},\d{3}$/).test(text);

const withoutCommas = (text: string): string => text.replaceAll(",", "");

/** The currency's sign or code may lead or follow; that of another currency is no part of a price. */
function withoutSign(text: string, currency: string): string {
  const sign = moneyText({ amount: 0, currency }).replaceAll(/[\d.\s]/g, "");
  const trimmed = text.trim();
  for (const each of [sign, currency]) {
    if (trimmed.startsWith(each)) return trimmed.slice(each.length).trim();
    if (trimmed.endsWith(each)) return trimmed.slice(0, -each.length).trim();
  }
  return trimmed;
}

/** `19.99`, and `20` instead of `20.00`. */
export const priceText = (amount: number, currency: string): string =>
  decimalOf({ amount, currency }).replace(/\.0+$/, "");
