/** Every way a session can refuse. */
import { AppError } from "@shop/kit/errors";

export const sessionErrors = {
  /** One answer for every reason, or it would tell who has an account. */
  invalidCredentials: () =>
    new AppError(
      "unauthorized",
      "auth.invalid_credentials",
      "E-mail and password do not match an account, or its address is not confirmed yet",
    ),
  /** Sign in again; so must whoever holds a copy. */
  invalidRefreshToken: () =>
    new AppError(
      "unauthorized",
      "auth.invalid_refresh_token",
      "The refresh token is not valid: sign in again",
    ),
  /** Somebody else's is one that is not there. */
  notFound: (id: string) => new AppError("not_found", "session.not_found", `There is no session ${id}`),
  tooManyAttempts: (retryAfterS: number) =>
    new AppError("too_many", "auth.too_many_attempts", "Too many failed attempts: try again later", {
      headers: { "Retry-After": String(retryAfterS) },
    }),
};
