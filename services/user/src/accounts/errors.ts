/** Every way an account can refuse, on one screen. */
import { AppError } from "@shop/kit/errors";

export const accountErrors = {
  /** Choose another one; which list it is on does not matter to the caller. */
  commonPassword: () =>
    new AppError("invalid", "auth.common_password", "This password is too easy to guess", {
      details: { errors: [{ path: "password", message: "is too easy to guess" }] },
    }),
  /** A token that outlived its account. */
  gone: () =>
    new AppError("unauthorized", "auth.account_gone", "The account of this token does not exist any more"),
};
