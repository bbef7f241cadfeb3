/** Every way an account can refuse. */
import { AppError } from "@shop/kit/errors";

export const accountErrors = {
  /** A token that outlived its account. */
  gone: () =>
    new AppError("unauthorized", "auth.account_gone", "The account of this token does not exist any more"),
};
