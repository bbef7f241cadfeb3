/** The currencies a shop sells in. Nothing is ever converted from one to another. */
import { z } from "zod";
import { Currency } from "./values.ts";

/** The first is the one that is meant where none is named. */
export type ShopCurrencies = readonly [standard: string, ...others: string[]];

/** As many as products can be listed by their prices in. */
const most = 20;

const known = new Set(Intl.supportedValuesOf("currency"));

const KnownCurrency = Currency.refine((code) => known.has(code), "is no currency of ISO 4217");

/** `SHOP_CURRENCIES`: codes with commas between them. */
export const ShopCurrencies = z
  .string()
  .default("EUR")
  .transform((text) => text.split(",").map((part) => part.trim()))
  .pipe(z.tuple([KnownCurrency], KnownCurrency))
  .refine((codes) => new Set(codes).size === codes.length, "a currency stands twice")
  .refine((codes) => codes.length <= most, `${most} currencies at most`);

/** Of ISO 4217's list one; all others count in hundredths. What locales show rounded (HUF) is paid in these units all the same. */
const exponents: Readonly<Record<string, string>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};
const exponentByCode = new Map(
  Object.entries(exponents).flatMap(([exponent, codes]) =>
    codes.split(" ").map((code) => [code, Number(exponent)] as const),
  ),
);

/** Digits of a currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD. */
export const exponentOf = (currency: string): number => exponentByCode.get(currency) ?? 2;
