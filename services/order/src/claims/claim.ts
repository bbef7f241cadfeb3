/** What becomes of a guest's cart when its customer signs in. Pure. */
import { maxLines, maxQuantity } from "@shop/contracts/order/carts";
import type { NotTaken } from "@shop/contracts/order/claims";
import type { Cart, CartLine } from "../carts/cart.ts";

export type Claimed = { readonly cart: Cart; readonly notTaken: readonly NotTaken[] };

export const hasSomething = ({ lines, coupon }: Cart): boolean => lines.length > 0 || coupon !== null;

/**
 * The guest's lines are added as far as there is room; its coupon is taken when there is none, its currency when there are
 * no lines. An order that is being made from it is then made from this cart: what it buys leaves this one.
 */
export function merged(own: Cart, guest: Cart): Claimed {
  const { lines, notTaken } = mergedLines(own.lines, guest.lines);
  const cart: Cart = {
    ...own,
    lines,
    currency: own.lines.length === 0 ? guest.currency : own.currency,
    coupon: own.coupon ?? guest.coupon,
    inCheckout: own.inCheckout ?? guest.inCheckout,
    version: own.version + 1,
  };
  return { cart, notTaken };
}

type Lines = readonly CartLine[];

function mergedLines(own: Lines, guest: Lines): { readonly lines: Lines; readonly notTaken: NotTaken[] } {
  const lines = new Map<string, CartLine>(own.map((line) => [line.sku, line]));
  const notTaken: NotTaken[] = [];
  for (const line of guest) {
    const { sku, quantity } = line;
    const known = lines.get(sku);
    if (!known && lines.size >= maxLines) {
      notTaken.push({ sku, quantity, reason: "too_many_lines" });
      continue;
    }
    const sum = (known?.quantity ?? 0) + quantity;
    lines.set(sku, { ...(known ?? line), quantity: Math.min(sum, maxQuantity) });
    if (sum > maxQuantity) notTaken.push({ sku, quantity: sum - maxQuantity, reason: "too_many" });
  }
  return { lines: [...lines.values()], notTaken };
}
