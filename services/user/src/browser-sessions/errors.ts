import { AppError } from "@shop/kit/errors";

export const browserSessionErrors = {
  /** Whatever the reason: it expired, was ended, or never was. */
  ended: () => new AppError("not_found", "session.ended", "The session has ended: sign in again"),
};
