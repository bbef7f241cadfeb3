/** Every way a search can refuse. */
import { AppError } from "@shop/kit/errors";

export const searchErrors = {
  /** Its index is being built, or has more questions than it can answer: soon it can. */
  unavailable: () =>
    new AppError("unavailable", "search.unavailable", "The search cannot answer now: try again in a moment"),
};
