/** Money and days as people read them. */
import { exponentOf } from "@shop/contracts/language/currencies";
import type { Money } from "@shop/contracts/language/values";

const locale = "en-IE";

type Decimal = `${number}`;

/** In the money's own currency, with as many digits after the point as it has. */
export const displayMoney = ({ amount, currency }: Money): string =>
  formatOf(currency).format(toDecimal(amount, exponentOf(currency)));

/** In digits, never through a division: what is written is what was paid. */
function toDecimal(amount: number, digits: number): Decimal {
  const text = String(amount).padStart(digits + 1, "0");
  const point = text.length - digits;
  return (digits === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`) as Decimal;
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known) return known;
  const digits = exponentOf(currency);
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(currency, format);
  return format;
}

const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });

export const displayDay = (at: Date): string => day.format(at);
