/** Second factors as their owner sees and gives them up, and the way in without them. */
import type { SecondFactor } from "@shop/contracts/user/second-factors";
import { getAccount, type GetAccountDeps } from "../accounts/get-account.ts";
import { passwordErrors } from "../passwords/errors.ts";
import { knowsPassword, type AuthenticateDeps } from "../sessions/log-in.ts";
import { needsSecondFactor, type SecondFactorRule } from "../sessions/second-factor-rule.ts";
import { changeFactorsAndTell, type TellOwnerDeps } from "./change-factors.ts";
import type { RecoveryCodes } from "./recovery-code-provider.ts";
import { requireProof, type Owner, type RequireProofDeps } from "./require-proof.ts";
import { giveUp, publicFactors, remove, withRecoveryCodes, type SecondFactors } from "./second-factor.ts";

export type MyFactorsDeps = GetAccountDeps &
  RequireProofDeps &
  AuthenticateDeps &
  TellOwnerDeps & {
    readonly secondFactorFor: SecondFactorRule;
    readonly recoveryCodes: RecoveryCodes;
  };

/** The oldest first. */
export async function listFactors(
  { secondFactors, now }: Pick<MyFactorsDeps, "secondFactors" | "now">,
  ownerId: string,
): Promise<{ readonly factors: readonly SecondFactor[]; readonly recoveryCodesLeft: number }> {
  const book = await secondFactors.find(ownerId);
  return { factors: publicFactors(book, now()), recoveryCodesLeft: book.recoveryCodes.length };
}

/**
 * Guessing the password here is guessing at the sign-in. Throws `auth.account_gone`, `auth.sign_in_again`,
 * `auth.wrong_password`, `auth.too_many_attempts`, `auth.busy`, `second_factor.not_found`, `second_factor.needed` and `busy`.
 */
export async function removeFactor(
  deps: MyFactorsDeps,
  owner: Owner,
  { id, password }: { readonly id: string; readonly password: string },
): Promise<void> {
  const { email, role } = await getAccount(deps, owner.id);
  await requireProof(deps, owner, await deps.secondFactors.find(owner.id), { isFresh: false });
  if (!(await knowsPassword(deps, { email, password, address: owner.address }))) throw passwordErrors.wrong();
  const isNeeded = needsSecondFactor(role, deps.secondFactorFor);
  let wasPending = false;
  const decide = async (before: SecondFactors) => {
    // The account may have got another password while this one was looked at, which has ended the session.
    await requireProof(deps, owner, before, { isFresh: false });
    wasPending = before.pending.some((each) => each.id === id);
    return wasPending ? giveUp(before, id) : remove(before, id, isNeeded);
  };
  const told = { kind: "second_factor_removed", at: deps.now(), ...owner.client } as const;
  await changeFactorsAndTell(deps, owner.id, decide, () => (wasPending ? undefined : told));
  if (!wasPending) deps.record({ event: "second_factor_removed", userId: owner.id, address: owner.address });
}

const howMany = 10;

/** They are shown once. Throws `auth.sign_in_again`, `second_factor.none` and `busy`. */
export async function makeRecoveryCodes(deps: MyFactorsDeps, owner: Owner): Promise<string[]> {
  const { newCode, hashOf } = deps.recoveryCodes;
  const codes = Array.from({ length: howMany }, newCode);
  const decide = async (before: SecondFactors) => {
    const after = withRecoveryCodes(before, codes.map(hashOf));
    await requireProof(deps, owner, before, { isFresh: true });
    return after;
  };
  const told = { kind: "recovery_codes_made", at: deps.now(), ...owner.client } as const;
  await changeFactorsAndTell(deps, owner.id, decide, () => told);
  deps.record({ event: "recovery_codes_made", userId: owner.id, address: owner.address });
  return codes;
}
