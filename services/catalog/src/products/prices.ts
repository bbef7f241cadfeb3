/** What variants cost, in which of the shop's currencies. Nothing is converted. Pure: amounts are minor units. */
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import type { Money } from "@shop/contracts/language/values";
import { productErrors, type FieldError } from "./errors.ts";

export type Priced = {
  /** In the shop's first currency. */
  readonly price: Money;
  /** In others, each once. */
  readonly prices: readonly Money[];
};

/** The lowest of a product's variants by currency; one that none is sold in is absent. */
export type Lowest = Readonly<Record<string, number>>;

/** The highest of them; a currency in which all cost the same is absent, too. */
export type Highest = Readonly<Record<string, number>>;

const pricesOf = ({ price, prices }: Priced): readonly Money[] => [price, ...prices];

/** Null: it is not sold in it. */
export const priceIn = (priced: Priced, currency: string): Money | null =>
  pricesOf(priced).find((price) => price.currency === currency) ?? null;

export const lowestOf = (variants: readonly Priced[]): Lowest => eachCurrency(variants, Math.min);

export function highestOf(variants: readonly Priced[]): Highest {
  const lowest = lowestOf(variants);
  const highest = Object.entries(eachCurrency(variants, Math.max));
  return Object.fromEntries(highest.filter(([currency, amount]) => amount !== lowest[currency]));
}

function eachCurrency(
  variants: readonly Priced[],
  pick: (one: number, other: number) => number,
): Readonly<Record<string, number>> {
  const picked = new Map<string, number>();
  for (const { amount, currency } of variants.flatMap(pricesOf))
    picked.set(currency, pick(amount, picked.get(currency) ?? amount));
  return Object.fromEntries([...picked].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Null: there is none in it. */
export function amountIn(amounts: Lowest | Highest, currency: string): Money | null {
  const amount = amounts[currency];
  return amount === undefined ? null : { amount, currency };
}

/** The shop's first unless another is asked. Throws `request.invalid` with `path` for one that the shop does not sell in. */
export function pickCurrency(currencies: ShopCurrencies, asked: string | undefined, path: string): string {
  if (asked === undefined) return currencies[0];
  if (currencies.includes(asked)) return asked;
  throw productErrors.unknownCurrency([{ path, message: notSoldIn(currencies) }]);
}

const notSoldIn = (currencies: ShopCurrencies): string => `must be one of ${currencies.join(", ")}`;

type Sent = { readonly sku: string; readonly price: Money; readonly prices?: readonly Money[] | undefined };

/**
 * Throws `request.invalid` with the place of each price that is not in the shop's first currency, or, among the others,
 * not in another of the shop's. What a variant costs already may stay: a shop that gives a currency up keeps its prices.
 */
export function refuseForeignPrices(
  variants: readonly Sent[],
  currencies: ShopCurrencies,
  known: readonly (Priced & { readonly sku: string })[] = [],
): void {
  const [standard, ...others] = currencies;
  const knownOf = new Map(known.map((variant) => [variant.sku, variant]));
  const errors: FieldError[] = [];
  variants.forEach(({ sku, price, prices = [] }, place) => {
    const before = knownOf.get(sku);
    const isKnown = (sent: Money) =>
      before !== undefined && priceIn(before, sent.currency)?.amount === sent.amount;
    if (price.currency !== standard && !isKnown(price))
      errors.push({ path: `variants.${place}.price.currency`, message: `must be ${standard}` });
    prices.forEach((each, index) => {
      const path = `variants.${place}.prices.${index}.currency`;
      if (each.currency === price.currency) errors.push({ path, message: "is what `price` is in" });
      else if (!others.includes(each.currency) && !isKnown(each))
        errors.push({
          path,
          message: others.length > 0 ? `must be one of ${others.join(", ")}` : "is not the shop's",
        });
    });
  });
  if (errors.length > 0) throw productErrors.invalid(errors);
}
