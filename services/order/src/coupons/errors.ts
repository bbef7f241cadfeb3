/** Every way a coupon can refuse. */
import type { CouponReason } from "@shop/contracts/order/coupons";
import { AppError } from "@shop/kit/errors";
import type { Coupon } from "./coupon.ts";

type Limits = Pick<Coupon, "minimum" | "currency">;

/** Go without it, or mend what it says. */
const unusable: Record<CouponReason, (coupon?: Limits) => AppError> = {
  unknown: () => new AppError("conflict", "coupon.unknown", "This coupon does not exist"),
  inactive: () => new AppError("conflict", "coupon.inactive", "This coupon is not in use"),
  not_started: () => new AppError("conflict", "coupon.not_started", "This coupon is not good yet"),
  expired: () => new AppError("conflict", "coupon.expired", "This coupon is not good any more"),
  used_up: () => new AppError("conflict", "coupon.used_up", "This coupon has been used up"),
  used_by_you: () => new AppError("conflict", "coupon.used_by_you", "You have used this coupon already"),
  currency: () => new AppError("conflict", "coupon.currency", "This coupon is for another currency"),
  minimum: (coupon) =>
    new AppError("conflict", "coupon.minimum", "This coupon is for more than is bought here", {
      details: { minimum: coupon && { amount: coupon.minimum, currency: coupon.currency } },
    }),
};

export const couponErrors = {
  unusable: (reason: CouponReason, coupon?: Limits) => unusable[reason](coupon),
  notFound: (code: string) => new AppError("not_found", "coupon.not_found", `Coupon ${code} does not exist`),
  codeTaken: (code: string) => new AppError("conflict", "coupon.code_taken", `There is a coupon ${code}`),
};
