/** What the coupon of a cart does for its owner, today. */
import { toCode } from "@shop/contracts/order/coupons";
import type { Cart as PublicCart } from "@shop/contracts/order/carts";
import { discountOf, redeemerOfAccount } from "../coupons/coupon.ts";
import { couponErrors } from "../coupons/errors.ts";
import type { FindCouponDeps } from "../coupons/find-coupon.ts";
import type { Cart, Quotes } from "./cart.ts";
import { toPublicCart, type CartCoupon } from "./cart-view.ts";

export type CartCouponDeps = FindCouponDeps & { readonly now: () => Date };

/** Whose cart it is. */
export type Owner = { readonly id: string; readonly isGuest: boolean };

/** `before`: what the owner saw last, when it is not the cart itself. */
export async function viewCart(
  deps: CartCouponDeps,
  owner: Owner,
  { cart, quotes, before }: { readonly cart: Cart; readonly quotes: Quotes; readonly before?: Cart },
): Promise<PublicCart> {
  const coupon = cart.coupon === null ? undefined : await couponOf(deps, owner, cart.coupon);
  return toPublicCart(cart, { quotes, coupon, before, now: deps.now() });
}

/** The code in the form the shop keeps it. Throws `coupon.<reason>` when it does nothing for the cart. */
export async function usableCode(
  deps: CartCouponDeps,
  owner: Owner,
  { code, cart, quotes }: { readonly code: string; readonly cart: Cart; readonly quotes: Quotes },
): Promise<string> {
  const found = await couponOf(deps, owner, toCode(code));
  if (!found) throw couponErrors.unusable("unknown");
  const now = deps.now();
  const { subtotal } = toPublicCart(cart, { quotes, coupon: undefined, now });
  const applied = discountOf(found.coupon, { subtotal, now, usedByYou: found.usedByYou });
  if ("reason" in applied) throw couponErrors.unusable(applied.reason, found.coupon);
  return found.coupon.code;
}

/** A guest is known by the address that the order will name: how often it was used for that one is seen then. */
async function couponOf({ coupons }: CartCouponDeps, owner: Owner, code: string): Promise<CartCoupon> {
  const coupon = await coupons.find(code);
  if (!coupon) return undefined;
  if (owner.isGuest || coupon.perCustomerLimit === null) return { coupon, usedByYou: 0 };
  const redeemer = redeemerOfAccount(owner.id);
  return { coupon, usedByYou: await coupons.usedBy(coupon, redeemer) };
}
