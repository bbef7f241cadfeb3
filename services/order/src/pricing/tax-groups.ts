/**
 * Goods of one rate of tax together. What is rounded, is rounded on the sum of such a group, which is the same however
 * the goods are cut into lines. Pure; amounts are whole minor units of one currency.
 */
import type { Tax } from "../tax-rates/tax-rate.ts";
import { part, shares } from "./money.ts";

export type Goods = { readonly amount: number; readonly tax: Tax };

export type TaxGroup = {
  readonly rate: number;
  /** Without its tax. */
  readonly net: number;
  readonly tax: number;
  /** Of the goods: where each stands among all, and its parts of the discount and of what is paid. */
  readonly goods: readonly { readonly place: number; readonly discount: number; readonly paid: number }[];
  /** Where the shipping is taxed with these goods, what is paid for it. */
  readonly shippingPaid: number;
};

/** One for each rate, the highest first: the shipping is taxed with that. `discount` is not more than the goods cost. */
export function taxGroups(
  goods: readonly Goods[],
  { discount, shipping }: { readonly discount: number; readonly shipping: number },
): TaxGroup[] {
  const groups = byTax(goods);
  const discounts = shares(
    discount,
    groups.map(({ items }) => sumOf(items.map(({ amount }) => amount))),
  );
  return groups.map((group, index) => taxed(group, discounts[index] ?? 0, index === 0 ? shipping : 0));
}

type Group = {
  readonly tax: Tax;
  readonly items: readonly { readonly amount: number; readonly place: number }[];
};

function byTax(goods: readonly Goods[]): Group[] {
  const placed = goods.map((each, place) => ({ ...each, place }));
  const groups = Map.groupBy(placed, ({ tax }) => `${tax.rate}:${tax.inclusive}`);
  return [...groups.values()]
    .map((items) => ({ tax: items[0]!.tax, items }))
    .toSorted((a, b) => b.tax.rate - a.tax.rate || Number(b.tax.inclusive) - Number(a.tax.inclusive));
}

function taxed({ tax: { rate, inclusive }, items }: Group, discount: number, shipping: number): TaxGroup {
  const discounts = shares(
    discount,
    items.map(({ amount }) => amount),
  );
  const prices = [...items.map(({ amount }, index) => amount - (discounts[index] ?? 0)), shipping];
  const sum = sumOf(prices);
  const tax = inclusive ? part(sum, rate, 10_000 + rate) : part(sum, rate, 10_000);
  const onTop = shares(inclusive ? 0 : tax, prices);
  const paid = prices.map((price, index) => price + (onTop[index] ?? 0));
  return {
    rate,
    net: inclusive ? sum - tax : sum,
    tax,
    goods: items.map(({ place }, index) => ({
      place,
      discount: discounts[index] ?? 0,
      paid: paid[index] ?? 0,
    })),
    shippingPaid: paid.at(-1) ?? 0,
  };
}

export const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, each) => sum + each, 0);
