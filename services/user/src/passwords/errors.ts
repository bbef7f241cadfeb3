/** Every way a password can refuse. */
import { AppError } from "@shop/kit/errors";

export const passwordErrors = {
  /** Choose another one; which list it is on does not matter to the caller. */
  common: () =>
    new AppError("invalid", "auth.common_password", "This password is too easy to guess", {
      details: { errors: [{ path: "password", message: "is too easy to guess" }] },
    }),
  busy: () => new AppError("unavailable", "auth.busy", "Too many are signing in just now: try again"),
};
