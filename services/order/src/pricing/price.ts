/**
 * What an order costs. Catalogue prices are what is paid; where the destination's rate is not inclusive, its tax comes
 * on top. Everything that is shared out adds up again to the minor unit.
 */
import type { TaxCategory } from "@shop/contracts/catalog/variants";
import type { Money } from "@shop/contracts/language/values";
import type { OrderLine } from "@shop/contracts/order/order-lines";
import type { TaxPart } from "@shop/contracts/order/tax-rates";
import type { Tax } from "../tax-rates/tax-rate.ts";
import { pricingErrors } from "./errors.ts";
import { add, limited, nothing, times } from "./money.ts";
import { sumOf, taxGroups, type TaxGroup } from "./tax-groups.ts";

/** Throws 409 when it is more than the shop can count. */
export const lineTotalOf = (unitPrice: Money, quantity: number): Money =>
  required(times(unitPrice, quantity));

type Totalled = Pick<OrderLine, "lineTotal">;

/** Throws 409 when it is more than the shop can count. */
export const subtotalOf = (lines: readonly Totalled[], currency: string): Money =>
  lines.reduce((sum, { lineTotal }) => required(add(sum, lineTotal)), nothing(currency));

export type Basket<Line extends Totalled> = {
  /** All in the currency of the shipping. */
  readonly lines: readonly Line[];
  readonly taxCategoryOf: (line: Line) => TaxCategory;
  /** Not more than the goods cost. */
  readonly discount: Money;
  readonly shipping: Money;
  readonly taxOf: (category: TaxCategory) => Tax;
};

export type Price<Line> = {
  readonly lines: readonly (Line & {
    readonly discount: Money;
    readonly paid: Money;
    readonly taxRate: number;
  })[];
  readonly subtotal: Money;
  readonly discount: Money;
  readonly shipping: Money;
  readonly shippingPaid: Money;
  readonly tax: Money;
  readonly taxes: readonly TaxPart[];
  readonly total: Money;
};

/** Throws 409 when it is more than the shop can count. */
export function priceOf<Line extends Totalled>(basket: Basket<Line>): Price<Line> {
  const { lines, discount, shipping } = basket;
  const { currency } = shipping;
  const of = (amount: number): Money => ({ amount, currency });
  const subtotal = subtotalOf(lines, currency);
  const goods = lines.map((line) => {
    return { amount: line.lineTotal.amount, tax: basket.taxOf(basket.taxCategoryOf(line)) };
  });
  const groups = taxGroups(goods, { discount: discount.amount, shipping: shipping.amount });
  const shared = new Map(groups.flatMap((group) => group.goods).map((each) => [each.place, each]));
  const taxes = toTaxes(groups, of);
  return {
    lines: lines.map((line, place) => {
      const { discount: off, paid } = shared.get(place)!;
      return { ...line, discount: of(off), paid: of(paid), taxRate: goods[place]!.tax.rate };
    }),
    subtotal,
    discount,
    shipping,
    shippingPaid: of(sumOf(groups.map(({ shippingPaid }) => shippingPaid))),
    tax: of(sumOf(taxes.map(({ tax }) => tax.amount))),
    taxes,
    total: required(limited(sumOf(groups.map(({ net, tax }) => net + tax)), currency)),
  };
}

/** One for each rate, also where some prices include it and others do not; a rate that nothing is paid for is left out. */
function toTaxes(groups: readonly TaxGroup[], of: (amount: number) => Money): TaxPart[] {
  const paid = groups.filter(({ net, tax }) => net + tax > 0);
  return [...Map.groupBy(paid, ({ rate }) => rate)].map(([rate, parts]) => ({
    rate,
    net: of(sumOf(parts.map(({ net }) => net))),
    tax: of(sumOf(parts.map(({ tax }) => tax))),
  }));
}

function required(sum: Money | undefined): Money {
  if (!sum) throw pricingErrors.tooLarge();
  return sum;
}
