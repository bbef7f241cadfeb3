/** Every way a second factor can refuse. */
import { AppError } from "@shop/kit/errors";

const notRight = (path: string) => ({ details: { errors: [{ path, message: "is not right" }] } });

export const secondFactorErrors = {
  notFound: (id: string) =>
    new AppError(
      "not_found",
      "second_factor.not_found",
      `There is no second factor ${id} that waits or is used`,
    ),
  tooMany: () =>
    new AppError("conflict", "second_factor.too_many", "There are as many as there may be: remove one first"),
  wrongCode: () =>
    new AppError(
      "invalid",
      "second_factor.wrong_code",
      "The code is not right: is the clock of your device?",
      notRight("code"),
    ),
  /** Also for a passkey that another account has: who has which is nobody's business. */
  wrongAttestation: () =>
    new AppError(
      "invalid",
      "second_factor.wrong_attestation",
      "The passkey cannot be added: begin again",
      notRight("attestation"),
    ),
  needed: () =>
    new AppError("conflict", "second_factor.needed", "Your role needs one: add another before you remove it"),
  none: () =>
    new AppError("conflict", "second_factor.none", "There is nothing to recover: add a second factor first"),
  signInAgain: () =>
    new AppError(
      "forbidden",
      "auth.sign_in_again",
      "Sign in again, with a second factor if you have one, and come back within ten minutes",
    ),
};
