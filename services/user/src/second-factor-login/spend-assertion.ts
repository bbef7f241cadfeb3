import type { Assertion } from "@shop/contracts/user/passkeys";
import type { AccountStore } from "../accounts/account-store.ts";
import type { Account } from "../accounts/account.ts";
import { changeFactors } from "../second-factors/change-factors.ts";
import type { Passkeys } from "../second-factors/passkey-provider.ts";
import type { SecondFactorStore } from "../second-factors/second-factor-store.ts";
import { passkeysOf, usePasskey } from "../second-factors/second-factor.ts";

export type SpendAssertionDeps = {
  readonly accounts: Pick<AccountStore, "find">;
  readonly secondFactors: SecondFactorStore;
  readonly passkeys: Pick<Passkeys, "verifyUse">;
  readonly now: () => Date;
};

export type SpendAssertion = {
  readonly challenge: string;
  readonly assertion: Assertion;
  /** Whose password was right; undefined: the passkey says whose it is. */
  readonly account: Account | undefined;
};

/**
 * The account whose passkey has answered; undefined when none has, or none that the account's password of now was shown
 * with before it answered alone. Throws `busy`.
 */
export async function spendAssertion(
  deps: SpendAssertionDeps,
  { challenge, assertion, account }: SpendAssertion,
): Promise<Account | undefined> {
  const isAlone = account === undefined;
  const owner = account ?? (await findOwner(deps, assertion.id));
  if (!owner || !names(assertion, owner.id)) return undefined;
  const { credential: trustedFor } = owner;
  const spent = await changeFactors(deps, owner.id, async (before) => {
    const passkey = passkeysOf(before).find((each) => each.credentialId === assertion.id);
    if (!passkey || (isAlone && passkey.trustedFor !== trustedFor)) return undefined;
    const counter = await deps.passkeys.verifyUse({ assertion, challenge, passkey, isAlone });
    return counter === undefined
      ? undefined
      : usePasskey(before, passkey, { counter, trustedFor }, deps.now());
  });
  return spent && owner;
}

async function findOwner(
  { accounts, secondFactors }: Pick<SpendAssertionDeps, "accounts" | "secondFactors">,
  passkeyId: string,
): Promise<Account | undefined> {
  const book = await secondFactors.findByPasskey(passkeyId);
  return book && accounts.find(book.ownerId);
}

/** An authenticator that was told to find a passkey says whose it found; one that was told which may be silent. */
const names = ({ response: { userHandle } }: Assertion, owner: string): boolean =>
  typeof userHandle !== "string" || userHandle === Buffer.from(owner).toString("base64url");
