/** Every way the second step of a sign-in can refuse. */
import type { RequestOptions } from "@shop/contracts/user/passkeys";
import { AppError } from "@shop/kit/errors";
import type { AnswerKind } from "../second-factors/second-factor.ts";

/** What the client needs for the second step. */
export type Demand = {
  readonly challenge: string;
  readonly kinds: readonly AnswerKind[];
  /** For a passkey. */
  readonly options?: RequestOptions;
};

export const secondFactorLoginErrors = {
  /** The password was right: answer the challenge. */
  required: (demand: Demand) =>
    new AppError("unauthorized", "auth.second_factor_required", "A second factor is needed to sign in", {
      details: demand,
    }),
  /** Never made, used, too old, answered too often, or of a password that is not good any more: begin again. */
  invalidChallenge: () =>
    new AppError(
      "unauthorized",
      "auth.invalid_challenge",
      "The challenge is not valid any more: sign in again",
    ),
  /** Wrong, or used before: answer with another one. */
  wrong: () =>
    new AppError(
      "unauthorized",
      "auth.wrong_second_factor",
      "The code or passkey is not right, or was used before",
    ),
};
