/** Every way a review can refuse. */
import { AppError } from "@shop/kit/errors";

export const reviewErrors = {
  exists: () => new AppError("conflict", "review.exists", "You have reviewed this product already"),
};
