/** Every way a tax rate can refuse. */
import { AppError } from "@shop/kit/errors";

export const taxErrors = {
  notFound: (id: string) => new AppError("not_found", "tax.not_found", `Tax rate ${id} does not exist`),
  /** Change that one. */
  rateExists: () =>
    new AppError("conflict", "tax.rate_exists", "There is a rate for this country, region and category"),
};
