/** Every way a refund can be refused. */
import type { Money } from "@shop/contracts/language/values";
import { AppError } from "@shop/kit/errors";

export type UnitError = { readonly path: string; readonly message: string; readonly sku: string };

export const refundErrors = {
  /** Nothing was taken yet, or the order has ended and all of it goes back by itself. */
  notCaptured: () =>
    new AppError("conflict", "refund.not_captured", "The shop holds no money of this order that can go back"),
  otherCurrency: (currency: string) =>
    new AppError("invalid", "refund.other_currency", `The order was paid in ${currency}`, {
      details: { errors: [{ path: ["amount", "currency"].join("."), message: `must be ${currency}` }] },
    }),
  /** `left`: what can still go back; refunds that are pending count as gone. `isNothing`: of what was named nothing can. */
  tooMuch: (left: Money, isNothing: boolean) =>
    new AppError(
      "conflict",
      "refund.too_much",
      isNothing ? "Nothing of this is left to go back" : "More would go back than was captured",
      { details: { left } },
    ),
  tooManyUnits: (errors: readonly UnitError[]) =>
    new AppError("conflict", "refund.too_many_units", "More units would be refunded than are left", {
      details: { errors },
    }),
  tooMany: (most: number) =>
    new AppError("conflict", "refund.too_many", `An order has ${most} refunds at most`),
};
