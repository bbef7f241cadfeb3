/** Every way an order can refuse, on one screen. */
import { maxQuantity } from "@shop/contracts/cart";
import type { Money } from "@shop/contracts/values";
import { AppError } from "@shop/kit/errors";

export type LineError = { readonly path: string; readonly message: string; readonly sku: string };

export const orderErrors = {
  notFound: (id: string) => new AppError("not_found", "order.not_found", `Order ${id} does not exist`),
  /** Mend the lines and send again, with the same key if you like: a refusal leaves it unused. */
  unavailable: (errors: readonly LineError[]) =>
    new AppError("conflict", "order.unavailable", "Some lines cannot be bought now", { details: { errors } }),
  emptyCart: () => new AppError("conflict", "order.empty_cart", "The cart is empty and no lines were sent"),
  tooMany: (errors: readonly LineError[]) =>
    new AppError("invalid", "order.too_many", `More than ${maxQuantity} of one SKU`, { details: { errors } }),
  /** What only this service can tell of a request, said as any other fault of one. */
  invalid: (path: string, message: string) =>
    new AppError("invalid", "request.invalid", "The request is not valid", {
      details: { errors: [{ path, message }] },
    }),
  tooLarge: () =>
    new AppError("conflict", "order.too_large", "This is more money than one order can be: order in parts"),
  /** Show the customer the new total and ask again. */
  totalChanged: (expected: Money, total: Money) =>
    new AppError("conflict", "order.total_changed", "The total is no longer the one you expect", {
      details: { expected, total },
    }),
  /** Look at that order; when it ends cancelled, the cart can be ordered again. */
  inCheckout: (orderId: string) =>
    new AppError("conflict", "cart.in_checkout", "An order from this cart is not settled yet", {
      details: { orderId },
      headers: { Location: `/orders/${orderId}`, "Retry-After": "5" },
    }),
  unknownCoupon: () => new AppError("conflict", "coupon.unknown", "This coupon does not exist"),
};
