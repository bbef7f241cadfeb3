/** An order as reports count it. Pure. */
import type { Money } from "@shop/contracts/language/values";
import type { Order } from "../orders/order.ts";
import { isEnding } from "../orders/transitions/next.ts";

export type SoldProduct = {
  readonly productId: string;
  readonly name: string;
  readonly units: number;
  /** What was paid for it, in minor units. */
  readonly revenue: number;
};

export type Sale = {
  readonly currency: string;
  readonly capturedAt: Date;
  /** In minor units, with shipping and before refunds. */
  readonly revenue: number;
  readonly units: number;
  readonly products: readonly SoldProduct[];
  /** Those that have been done, in minor units. */
  readonly refunds: readonly { readonly at: Date; readonly amount: number }[];
};

/** `capturedAt`: when its money was; undefined: not yet. A cancelled order is no sale, nor is what was refunded of it. */
export function saleOf(order: Order, capturedAt: Date | undefined): Sale | undefined {
  if (!capturedAt || isEnding(order)) return undefined;
  const { total, lines, refunds } = order;
  return {
    currency: total.currency,
    capturedAt,
    revenue: total.amount,
    units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    products: productsOf(lines),
    refunds: refunds
      .filter(({ status }) => status === "done")
      .map(({ doneAt, createdAt, amount }) => ({ at: doneAt ?? createdAt, amount: amount.amount })),
  };
}

type Line = {
  readonly productId: string;
  readonly name: string;
  readonly quantity: number;
  readonly paid: Money;
};

/** Variants of one product are one row, under the name of the first. */
function productsOf(lines: readonly Line[]): SoldProduct[] {
  const products = new Map<string, SoldProduct>();
  for (const { productId, name, quantity, paid } of lines) {
    const known = products.get(productId) ?? { productId, name, units: 0, revenue: 0 };
    const units = known.units + quantity;
    products.set(productId, { ...known, units, revenue: known.revenue + paid.amount });
  }
  return [...products.values()];
}
