/** Every way an order can refuse, on one screen. */
import type { Money } from "@shop/contracts/language/values";
import { maxQuantity } from "@shop/contracts/order/carts";
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
  /** A parcel has left: take the goods back, and refund them. */
  tooLate: () => new AppError("conflict", "order.too_late", "It is too late: a parcel has left"),
};
