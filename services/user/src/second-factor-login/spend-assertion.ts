import type { Assertion } from "@shop/contracts/user/passkeys";
import { changeFactors } from "../second-factors/change-factors.ts";
import type { Passkeys } from "../second-factors/passkey-provider.ts";
import type { SecondFactorStore } from "../second-factors/second-factor-store.ts";
import { passkeysOf, usePasskey } from "../second-factors/second-factor.ts";

export type SpendAssertionDeps = {
  readonly secondFactors: SecondFactorStore;
  readonly passkeys: Pick<Passkeys, "verifyUse">;
  readonly now: () => Date;
};

export type SpendAssertion = {
  readonly challenge: string;
  readonly assertion: Assertion;
  /** Undefined: the passkey says whose it is. */
  readonly ownerId: string | undefined;
};

/** The account whose passkey has answered; undefined when none has. Throws `busy`. */
export async function spendAssertion(
  deps: SpendAssertionDeps,
  { challenge, assertion, ownerId }: SpendAssertion,
): Promise<string | undefined> {
  const isAlone = ownerId === undefined;
  const owner = ownerId ?? (await deps.secondFactors.findByPasskey(assertion.id))?.ownerId;
  if (owner === undefined || !names(assertion, owner)) return undefined;
  const spent = await changeFactors(deps, owner, async (before) => {
    const passkey = passkeysOf(before).find((each) => each.credentialId === assertion.id);
    if (!passkey) return undefined;
    const counter = await deps.passkeys.verifyUse({ assertion, challenge, passkey, isAlone });
    return counter === undefined ? undefined : usePasskey(before, passkey, counter, deps.now());
  });
  return spent?.ownerId;
}

/** An authenticator that was told to find a passkey says whose it found; one that was told which may be silent. */
const names = ({ response: { userHandle } }: Assertion, owner: string): boolean =>
  typeof userHandle !== "string" || userHandle === Buffer.from(owner).toString("base64url");
