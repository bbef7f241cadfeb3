import { exponentOf } from "@shop/contracts/language/currencies";
import type { Money } from "@shop/contracts/language/values";

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known) return known;
  const digits = exponentOf(currency);
  const format = new Intl.NumberFormat("en-IE", {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(currency, format);
  return format;
}

/** `€19.99`, with as many digits as the currency has. */
export const moneyText = ({ amount, currency }: Money): string =>
  formatOf(currency).format(amount / 10 ** exponentOf(currency));

/** As schema.org wants it: `19.99`. */
export const decimalOf = ({ amount, currency }: Money): string =>
  (amount / 10 ** exponentOf(currency)).toFixed(exponentOf(currency));
