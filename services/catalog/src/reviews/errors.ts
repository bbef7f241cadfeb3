/** Every way a review can refuse. */
import { AppError } from "@shop/kit/errors";

export const reviewErrors = {
  exists: () => new AppError("conflict", "review.exists", "You have reviewed this product already"),
  /** Also when it is somebody else's. */
  notFound: () => new AppError("not_found", "review.not_found", "There is no such review of yours"),
};
