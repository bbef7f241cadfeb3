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
