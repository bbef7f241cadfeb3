import type { RequestOptions } from "@shop/contracts/user/passkeys";
import type { Account } from "../accounts/account.ts";
import type { Passkeys } from "../second-factors/passkey-provider.ts";
import type { SecondFactorStore } from "../second-factors/second-factor-store.ts";
import { kindsOf, passkeysOf } from "../second-factors/second-factor.ts";
import type { RecordSecurityEvent } from "../sessions/security-event.ts";
import type { ChallengeStore } from "./challenge-store.ts";
import { challenge } from "./challenge.ts";
import { secondFactorLoginErrors } from "./errors.ts";

export type DemandDeps = {
  readonly secondFactors: Pick<SecondFactorStore, "find">;
  readonly challenges: Pick<ChallengeStore, "insert">;
  readonly passkeys: Pick<Passkeys, "requestOptions">;
  readonly record: RecordSecurityEvent;
  readonly newToken: () => string;
  readonly now: () => Date;
};

/** For somebody who knows the password. Throws `auth.second_factor_required` when the account has a factor. */
export async function demandSecondFactor(deps: DemandDeps, account: Account, address: string): Promise<void> {
  const book = await deps.secondFactors.find(account.id);
  if (book.factors.length === 0) return;
  const token = deps.newToken();
  await deps.challenges.insert(token, challenge(account, deps.now()));
  deps.record({ event: "second_factor_asked", userId: account.id, address });
  const known = passkeysOf(book);
  const options = known.length > 0 && (await deps.passkeys.requestOptions(token, known));
  throw secondFactorLoginErrors.required({
    challenge: token,
    kinds: kindsOf(book),
    ...(options && { options }),
  });
}

/** For somebody who has not said who it is: the passkey will. */
export async function beginWithPasskey({
  challenges,
  passkeys,
  newToken,
  now,
}: Pick<DemandDeps, "challenges" | "passkeys" | "newToken" | "now">): Promise<{
  challenge: string;
  options: RequestOptions;
}> {
  const token = newToken();
  await challenges.insert(token, challenge(null, now()));
  return { challenge: token, options: await passkeys.requestOptions(token, []) };
}
