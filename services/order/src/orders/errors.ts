/** Every way an order can refuse, on one screen. */
import { AppError } from "@shop/kit/errors";

export type LineError = { readonly path: string; readonly message: string; readonly sku: string };

export const orderErrors = {
  notFound: (id: string) => new AppError("not_found", "order.not_found", `Order ${id} does not exist`),
  /** Mend the lines and send again, with the same key if you like: a refusal leaves it unused. */
  unavailable: (errors: readonly LineError[]) =>
    new AppError("conflict", "order.unavailable", "Some lines cannot be bought now", { details: { errors } }),
  emptyCart: () => new AppError("conflict", "order.empty_cart", "The cart is empty and no lines were sent"),
  tooMany: (errors: readonly LineError[]) =>
    new AppError("invalid", "order.too_many", "More than 99 of one SKU", { details: { errors } }),
  unknownCoupon: () => new AppError("conflict", "coupon.unknown", "This coupon does not exist"),
};
