/** Money as it is written, in mails and on pages. Pure. */
import { exponentOf } from "./currencies.ts";
import type { Money } from "./values.ts";

type Decimal = `${number}`;

/** `19.99`, as programs read it: in digits, never through a division, so that what is written is what was paid. */
export function decimalOf({ amount, currency }: Money): Decimal {
  const digits = exponentOf(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, "0");
  const point = text.length - digits;
  const whole = digits === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
  return `${amount < 0 ? "-" : ""}${whole}` as Decimal;
}

const formats = new Map<string, Intl.NumberFormat>();

/** `€19.99`, as people in the shop's language read it, with as many digits as the currency has. */
export const moneyText = (money: Money): string => formatOf(money.currency).format(decimalOf(money));

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
