/**
 * What a shop has before staff has said anything: it ships by `standard` and `express` to wherever there is somebody to
 * send something to. Pure. As of 2026-11-26; what carriers charge, staff knows.
 */
import { exponentOf, type ShopCurrencies } from "@shop/contracts/language/currencies";
import type { ShippingMethod } from "./shipping-method.ts";

/** Without inhabitants who get parcels, or where carriers and sanctions leave no way to send them. */
const unreachable = new Set(["AQ", "BV", "GS", "HM", "IO", "TF", "UM", "CU", "IR", "KP", "SY"]);

type Prices = Readonly<Record<string, readonly [standard: number, express: number]>>;

/** In minor units, as a customer would expect them. */
const usual: Prices = {
  EUR: [490, 990],
  USD: [590, 1190],
  GBP: [450, 890],
  CHF: [590, 1190],
  JPY: [800, 1600],
  KWD: [1500, 3000],
  SEK: [5900, 11_900],
  DKK: [3900, 7900],
  NOK: [5900, 11_900],
  PLN: [1990, 3990],
  CZK: [11_900, 24_900],
  HUF: [149_000, 299_000],
};

/** Of a currency that is not listed: 4.90 and 9.90, or as much in whole ones where it has no others. */
function pricesIn(currency: string): readonly [number, number] {
  const known = usual[currency];
  if (known) return known;
  const digits = exponentOf(currency);
  return digits < 2 ? [490, 990] : [490 * 10 ** (digits - 2), 990 * 10 ** (digits - 2)];
}

/** `countries`: all there are. */
export function firstMethods(
  countries: readonly string[],
  currencies: ShopCurrencies,
): readonly ShippingMethod[] {
  const zones = [{ countries: countries.filter((country) => !unreachable.has(country)) }];
  const pricesOf = (which: 0 | 1) =>
    currencies.map((currency) => ({ price: { amount: pricesIn(currency)[which], currency } }));
  const common = { zones, freeAbove: [], version: 1 };
  return [
    { ...common, id: "standard", name: "Standard", prices: pricesOf(0), days: { min: 2, max: 5 } },
    { ...common, id: "express", name: "Express", prices: pricesOf(1), days: { min: 1, max: 2 } },
  ];
}
