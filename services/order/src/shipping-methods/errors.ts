/** Every way shipping can refuse. */
import { AppError } from "@shop/kit/errors";

export const shippingErrors = {
  /** Ask `GET /shipping-methods` what there is for this country, weight and currency. */
  unavailable: (id: string) =>
    new AppError("conflict", "shipping.unavailable", `${id} does not ship this there`),
  notFound: (id: string) =>
    new AppError("not_found", "shipping.not_found", `Shipping method ${id} does not exist`),
  idTaken: (id: string) => new AppError("conflict", "shipping.id_taken", `There is a shipping method ${id}`),
};
