/** Every way an address can refuse. */
import { AppError } from "@shop/kit/errors";

export const addressErrors = {
  notFound: (id: string) => new AppError("not_found", "address.not_found", `There is no address ${id}`),
  tooMany: (max: number) =>
    new AppError("conflict", "address.too_many", `At most ${max} addresses can be saved`),
  invalid: (path: string, message: string) =>
    new AppError("invalid", "request.invalid", "The request is not valid", {
      details: { errors: [{ path, message }] },
    }),
};
