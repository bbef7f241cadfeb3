/** Every way a price can refuse. */
import { AppError } from "@shop/kit/errors";

export const pricingErrors = {
  tooLarge: () =>
    new AppError("conflict", "order.too_large", "This is more money than one order can be: order in parts"),
};
