/** What only a use case can tell of a request, said as any other fault of it. */
import { AppError } from "@shop/kit/errors";

export type FieldError = { readonly path: string; readonly message: string };

export const requestErrors = {
  invalid: (errors: readonly FieldError[]) =>
    new AppError("invalid", "request.invalid", "The request is not valid", { details: { errors } }),
};
