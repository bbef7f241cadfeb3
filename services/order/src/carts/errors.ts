/** Every way a cart can refuse. */
import { AppError } from "@shop/kit/errors";

export const cartErrors = {
  unknownSku: (sku: string) => new AppError("not_found", "cart.unknown_sku", `There is no SKU ${sku}`),
  lineNotFound: (sku: string) =>
    new AppError("not_found", "cart.line_not_found", `${sku} is not in the cart`),
  tooMany: (sku: string, max: number) =>
    new AppError("conflict", "cart.too_many", `At most ${max} of ${sku} fit into a cart`),
  tooLarge: () =>
    new AppError("conflict", "cart.too_large", "This is more money than one order can be: buy it in parts"),
  unknownCurrency: (currencies: readonly string[]) =>
    new AppError("invalid", "request.invalid", "The shop does not sell in this currency", {
      details: { errors: [{ path: "currency", message: `must be one of ${currencies.join(", ")}` }] },
    }),
  tooManyLines: (max: number) =>
    new AppError("conflict", "cart.too_many_lines", `A cart holds at most ${max} lines`),
};
