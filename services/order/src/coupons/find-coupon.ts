/** The coupon that a customer means, and what is to be known of it. */
import { toCode } from "@shop/contracts/order/coupons";
import type { CouponStore } from "./coupon-store.ts";
import type { Coupon, Redeemer } from "./coupon.ts";
import { couponErrors } from "./errors.ts";

export type FindCouponDeps = { readonly coupons: Pick<CouponStore, "find" | "usedBy"> };

export type FoundCoupon = {
  readonly coupon: Coupon;
  readonly redeemer: Redeemer;
  /** Where it has a limit per customer: how often this one has used it. */
  readonly usedByYou: number;
};

/** `written`: in whatever case, with blanks around it. Throws `coupon.unknown`. */
export async function findCoupon(
  { coupons }: FindCouponDeps,
  written: string,
  redeemer: Redeemer,
): Promise<FoundCoupon> {
  const coupon = await coupons.find(toCode(written));
  if (!coupon) throw couponErrors.unusable("unknown");
  const usedByYou = coupon.perCustomerLimit === null ? 0 : await coupons.usedBy(coupon, redeemer);
  return { coupon, redeemer, usedByYou };
}
