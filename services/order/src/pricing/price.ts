/** What an order costs. Catalogue prices include tax. */
import { euros, type Money } from "@shop/contracts/language/values";
import type { OrderLine } from "@shop/contracts/order/orders";
import type { ShippingMethod } from "@shop/contracts/order/shipments";
import { pricingErrors } from "./errors.ts";
import { add, times } from "./money.ts";

const shippingPrice: Record<ShippingMethod, number> = { standard: 490, express: 990 };

/** Germany's standard rate; one rate until the shop sells to more than one tax area. */
const taxPercent = 19;

/** Throws 409 when it is more than the shop can count. */
export const lineTotalOf = (unitPrice: Money, quantity: number): Money =>
  required(times(unitPrice, quantity));

/** Throws 409 when it is more than the shop can count. */
export function priceOf(lines: readonly Pick<OrderLine, "lineTotal">[], shippingMethod: ShippingMethod) {
  const subtotal = lines.reduce((sum, { lineTotal }) => required(add(sum, lineTotal)), euros(0));
  const shipping = euros(shippingPrice[shippingMethod]);
  const total = required(add(subtotal, shipping));
  const tax = euros(taxIn(total.amount));
  const taxes = [{ rate: taxPercent * 100, net: euros(total.amount - tax.amount), tax }];
  return { subtotal, discount: euros(0), shipping, shippingPaid: shipping, tax, taxes, total };
}

/**
 * The part of `total` that is tax, to the nearest cent. 19 × 10^12 is an exact integer, and a quotient by the odd
 * 119 is never nearer to a half than 0.004, so the division cannot round it to the wrong side.
 */
const taxIn = (total: number): number => Math.round((total * taxPercent) / (100 + taxPercent));

function required(sum: Money | undefined): Money {
  if (!sum) throw pricingErrors.tooLarge();
  return sum;
}
