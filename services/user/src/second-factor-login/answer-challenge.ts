import type { Assertion } from "@shop/contracts/user/passkeys";
import type { UserTokens } from "@shop/contracts/user/sessions";
import type { AccountStore } from "../accounts/account-store.ts";
import { isOpen, type Account } from "../accounts/account.ts";
import { signIn, type SignInDeps } from "../sessions/log-in.ts";
import type { Client } from "../sessions/session.ts";
import type { ChallengeStore } from "./challenge-store.ts";
import type { Challenge } from "./challenge.ts";
import { secondFactorLoginErrors } from "./errors.ts";
import { spendCode, type SpendCodeDeps } from "./spend-code.ts";
import { spendAssertion, type SpendAssertionDeps } from "./spend-assertion.ts";

export type AnswerChallengeDeps = SignInDeps &
  SpendCodeDeps &
  SpendAssertionDeps & {
    readonly accounts: Pick<AccountStore, "find">;
    readonly challenges: Pick<ChallengeStore, "admit" | "use">;
  };

export type Answer = { readonly code: string } | { readonly assertion: Assertion };

export type AnswerChallenge = {
  /** As it was told. */
  readonly challenge: string;
  readonly answer: Answer;
  readonly address: string;
  readonly client: Client;
};

/**
 * The answer is spent before the challenge: whichever is used twice at the same time lets one in. Throws
 * `auth.invalid_challenge`, `auth.wrong_second_factor`, `auth.too_many_attempts`, `auth.keys_unavailable` and `busy`.
 */
export async function answerChallenge(
  deps: AnswerChallengeDeps,
  { challenge, answer, ...caller }: AnswerChallenge,
): Promise<UserTokens> {
  const asked = await deps.challenges.admit(challenge);
  if (!asked) throw secondFactorLoginErrors.invalidChallenge();
  const account = asked.account
    ? await spendAfterPassword(deps, asked.account, { challenge, answer, ...caller })
    : await spendAlone(deps, challenge, answer);
  if (!account) {
    const { address } = caller;
    if (asked.account) deps.record({ event: "second_factor_failed", userId: asked.account.id, address });
    throw secondFactorLoginErrors.wrong();
  }
  if (!(await deps.challenges.use(challenge))) throw secondFactorLoginErrors.invalidChallenge();
  const provenBy = asked.account ? "second_factor" : "passkey";
  return signIn(deps, account, { ...caller, provenBy });
}

/** Throws when the password that was right is not the account's any more. */
async function spendAfterPassword(
  deps: AnswerChallengeDeps,
  asked: NonNullable<Challenge["account"]>,
  { challenge, answer, ...caller }: AnswerChallenge,
): Promise<Account | undefined> {
  const account = await deps.accounts.find(asked.id);
  if (account?.credential !== asked.credential || !isOpen(account))
    throw secondFactorLoginErrors.invalidChallenge();
  const isRight =
    "code" in answer
      ? await spendCode(deps, account, answer.code, caller)
      : (await spendAssertion(deps, { challenge, assertion: answer.assertion, account })) !== undefined;
  return isRight ? account : undefined;
}

async function spendAlone(
  deps: AnswerChallengeDeps,
  challenge: string,
  answer: Answer,
): Promise<Account | undefined> {
  if ("code" in answer) return undefined;
  const { assertion } = answer;
  const account = await spendAssertion(deps, { challenge, assertion, account: undefined });
  return account && isOpen(account) ? account : undefined;
}
