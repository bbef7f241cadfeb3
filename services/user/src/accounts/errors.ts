/** Every way an account can refuse. */
import { AppError } from "@shop/kit/errors";

export const accountErrors = {
  /** A token that outlived its account. */
  gone: () =>
    new AppError("unauthorized", "auth.account_gone", "The account of this token does not exist any more"),
  notFound: (id: string) => new AppError("not_found", "user.not_found", `There is no user ${id}`),
  /** Nothing is to be made of it any more. */
  leaving: (id: string) =>
    new AppError("conflict", "user.leaving", `The user ${id} has asked to be erased: the account is closed`),
  /** Make somebody else an admin first. */
  lastAdmin: () =>
    new AppError("conflict", "user.last_admin", "This is the last admin who can sign in: it has to stay one"),
};
