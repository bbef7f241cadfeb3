/** Every way a lookup can refuse. */
import { AppError } from "@shop/kit/errors";

export const lookupErrors = {
  /** Whether or not there is such an order. */
  tooMany: (retryAfterS: number) =>
    new AppError("too_many", "order.too_many_lookups", "Too many lookups: try again later", {
      headers: { "Retry-After": String(retryAfterS) },
    }),
};
