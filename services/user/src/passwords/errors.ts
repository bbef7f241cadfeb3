/** Every way a password can refuse. */
import { AppError } from "@shop/kit/errors";

export const passwordErrors = {
  /** Choose another one; which list it is on does not matter to the caller. */
  common: (path: string) =>
    new AppError("invalid", "auth.common_password", "This password is too easy to guess", {
      details: { errors: [{ path, message: "is too easy to guess" }] },
    }),
  wrong: () => new AppError("forbidden", "auth.wrong_password", "This is not your current password"),
  /** Never made, used, or too old: ask for another mail. */
  invalidToken: () =>
    new AppError("invalid", "auth.invalid_token", "The token is not valid any more: ask for another mail", {
      details: { errors: [{ path: "token", message: "is not valid any more" }] },
    }),
  busy: () => new AppError("unavailable", "auth.busy", "Too many are signing in just now: try again"),
};
