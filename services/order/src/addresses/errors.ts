/** What only this service can tell of an address, said as any other fault of a request. */
import { AppError } from "@shop/kit/errors";

export const addressErrors = {
  invalid: (path: string, message: string) =>
    new AppError("invalid", "request.invalid", "The request is not valid", {
      details: { errors: [{ path, message }] },
    }),
};
