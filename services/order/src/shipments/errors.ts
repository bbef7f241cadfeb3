/** Every way a shipment can be refused. */
import { AppError } from "@shop/kit/errors";

export type UnitError = { readonly path: string; readonly message: string; readonly sku: string };

export const shipmentErrors = {
  notFound: (id: string) => new AppError("not_found", "shipment.not_found", `Shipment ${id} does not exist`),
  /** Not paid yet, or cancelled. */
  notConfirmed: () => new AppError("conflict", "shipment.not_confirmed", "Only a confirmed order is shipped"),
  nothingLeft: () =>
    new AppError("conflict", "shipment.nothing_left", "All of the order was shipped or refunded"),
  /** Read the order again: less is left to ship than you thought. */
  tooManyUnits: (errors: readonly UnitError[]) =>
    new AppError("conflict", "shipment.too_many_units", "More units would be shipped than are left", {
      details: { errors },
    }),
  tooMany: (most: number) =>
    new AppError("conflict", "shipment.too_many", `An order has ${most} shipments at most`),
};
