/** Every way a registration can refuse. None of them tells who has an account. */
import { AppError } from "@shop/kit/errors";

const invalid = (code: string, message: string, path: string, what: string) =>
  new AppError("invalid", code, message, { details: { errors: [{ path, message: what }] } });

export const registrationErrors = {
  /** Well written, and still no name that the domain system can hold. */
  impossibleDomain: () =>
    invalid(
      "auth.impossible_domain",
      "No mail can be sent to this address",
      "email",
      "has no possible domain",
    ),
  /** Never made, used, replaced by a later registration or too old: register again. */
  invalidToken: () =>
    invalid(
      "auth.invalid_token",
      "The token is not valid any more: register again to get another",
      "token",
      "is not valid any more",
    ),
};
