/** Every way a review can refuse, on one screen. */
import { AppError } from "@shop/kit/errors";

export const reviewErrors = {
  exists: () => new AppError("conflict", "review.exists", "You have reviewed this product already"),
};
