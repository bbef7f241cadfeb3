/** Every way keys can refuse. */
import { AppError } from "@shop/kit/errors";

export const keyErrors = {
  unavailable: () => new AppError("unavailable", "auth.keys_unavailable", "Nobody can sign in just now"),
};
