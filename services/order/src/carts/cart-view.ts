/** What its owner sees of a cart: today's prices, what they come to, and what is different from what was seen last. Pure. */
import type { Money } from "@shop/contracts/language/values";
import type { Cart as PublicCart, CartChange } from "@shop/contracts/order/carts";
import type { CouponReason } from "@shop/contracts/order/coupons";
import { discountOf, type Coupon } from "../coupons/coupon.ts";
import { add, minus, nothing, times } from "../pricing/money.ts";
import { asToday, type Cart, type CartLine, type Quotes, type Standing } from "./cart.ts";

/** The coupon of a cart, and how often the cart's owner has used it; undefined: it is no more. */
export type CartCoupon = { readonly coupon: Coupon; readonly usedByYou: number } | undefined;

export type CartView = {
  readonly quotes: Quotes;
  readonly coupon: CartCoupon;
  /** What the owner saw last; absent: the cart as it is. */
  readonly before?: Cart | undefined;
  readonly now: Date;
};

/** What is more money than an order can be is shown, and not available. */
export function toPublicCart(cart: Cart, { quotes, coupon, before = cart, now }: CartView): PublicCart {
  const { currency, version } = cart;
  const lines: PublicCart["lines"] = [];
  let subtotal = nothing(currency);
  for (const { standing, cameDuring: _order, ...line } of cart.lines.map((each) =>
    asToday(cart, each, quotes),
  )) {
    const lineTotal = (line.unitPrice && times(line.unitPrice, line.quantity)) ?? null;
    const sum = standing === "available" && lineTotal ? add(subtotal, lineTotal) : undefined;
    subtotal = sum ?? subtotal;
    const told = { standing, ...leftOf(line.sku, standing, quotes) };
    lines.push({ ...line, lineTotal, available: sum !== undefined, ...told });
  }
  const { discount, ...told } = applied(cart.coupon, coupon, subtotal, now);
  return {
    lines,
    currency,
    coupon: cart.coupon,
    ...told,
    subtotal,
    discount,
    total: minus(subtotal, discount),
    changes: changesIn(before, cart, quotes),
    version,
  };
}

/** What its owner has seen of a cart who has seen its ETag: all but what was told once of what had been before. */
export const shownOf = ({ changes: _changes, ...shown }: PublicCart): string => JSON.stringify(shown);

/** How many there are, where they are too few. */
function leftOf(sku: string, standing: Standing, quotes: Quotes): { left?: number } {
  const left = standing === "fewer_left" ? quotes.get(sku)?.available : undefined;
  return left === undefined ? {} : { left };
}

function applied(
  code: string | null,
  found: CartCoupon,
  subtotal: Money,
  now: Date,
): Pick<PublicCart, "discount" | "couponReason" | "couponMinimum"> {
  const none = nothing(subtotal.currency);
  if (code === null) return { discount: none, couponReason: null };
  if (!found) return { discount: none, couponReason: "unknown" };
  const result = discountOf(found.coupon, { subtotal, now, usedByYou: found.usedByYou });
  if ("discount" in result) return { discount: result.discount, couponReason: null };
  return { discount: none, couponReason: result.reason, ...leastOf(result.reason, found.coupon) };
}

/** What has to be bought, where it is too little. */
function leastOf(reason: CouponReason, { minimum, currency }: Coupon): { couponMinimum?: Money } {
  return reason === "minimum" && minimum !== null ? { couponMinimum: { amount: minimum, currency } } : {};
}

/** Of the lines that were there before and still are. */
function changesIn(before: Cart, cart: Cart, quotes: Quotes): CartChange[] {
  const known = new Map(before.lines.map((line) => [line.sku, line]));
  return cart.lines.flatMap((line) => {
    const was = known.get(line.sku);
    return was ? changesOf(was, asToday(cart, line, quotes)) : [];
  });
}

function changesOf(was: CartLine, is: CartLine): CartChange[] {
  const changes: CartChange[] = [];
  const { sku, standing } = is;
  const [from, to] = [was.unitPrice, is.unitPrice];
  if (from && to && from.currency === to.currency && from.amount !== to.amount)
    changes.push({ sku, type: to.amount > from.amount ? "price_up" : "price_down", from, to });
  if (standing !== was.standing) {
    const type = standing === "available" ? "available_again" : standing;
    changes.push({ sku, type, from: null, to: null });
  }
  return changes;
}
