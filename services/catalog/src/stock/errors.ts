/** Every way stock can refuse. */
import { maxOnHand } from "@shop/contracts/catalog/stock";
import { AppError } from "@shop/kit/errors";

export const stockErrors = {
  notFound: (sku: string) => new AppError("not_found", "stock.not_found", `SKU ${sku} does not exist`),
  /** Read the level again: there is less than you thought, or orders hold more. */
  insufficient: (sku: string) =>
    new AppError("conflict", "stock.insufficient", `There would be fewer of ${sku} than orders hold`),
  excessive: (sku: string) =>
    new AppError("conflict", "stock.excessive", `There would be more of ${sku} than ${maxOnHand}`),
};
