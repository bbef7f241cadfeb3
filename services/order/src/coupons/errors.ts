/** Every way a coupon can refuse. */
import type { CouponReason } from "@shop/contracts/order/coupons";
import { AppError } from "@shop/kit/errors";

const says: Record<CouponReason, string> = {
  unknown: "This coupon does not exist",
  inactive: "This coupon is not in use",
  not_started: "This coupon is not good yet",
  expired: "This coupon is not good any more",
  used_up: "This coupon has been used up",
  used_by_you: "You have used this coupon already",
  currency: "This coupon is for another currency",
  minimum: "This coupon is for more than is bought here",
};

export const couponErrors = {
  /** Go without it, or mend what it says. */
  unusable: (reason: CouponReason) => new AppError("conflict", `coupon.${reason}`, says[reason]),
  notFound: (code: string) => new AppError("not_found", "coupon.not_found", `Coupon ${code} does not exist`),
  codeTaken: (code: string) => new AppError("conflict", "coupon.code_taken", `There is a coupon ${code}`),
};
