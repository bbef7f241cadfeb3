import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Account } from "../accounts/account.ts";
import { getAccount } from "../accounts/get-account.ts";
import { knowsPassword, type AuthenticateDeps } from "../sessions/log-in.ts";
import { passwordErrors } from "../passwords/errors.ts";
import { isCommonPassword, type CommonPasswords } from "../passwords/password-rules.ts";
import type { Passwords } from "../passwords/passwords.ts";
import { requireProof, type RequireProofDeps } from "../second-factors/require-proof.ts";
import type { SecondFactorStore } from "../second-factors/second-factor-store.ts";
import type { Client } from "../sessions/session.ts";
import type { ResetStore } from "./reset-store.ts";
import { setPassword, type SetPasswordDeps } from "./set-password.ts";

export type ChangePasswordDeps = AuthenticateDeps &
  SetPasswordDeps &
  RequireProofDeps & {
    readonly secondFactors: Pick<SecondFactorStore, "find">;
    readonly passwords: Pick<Passwords, "hash">;
    readonly commonPasswords: CommonPasswords;
    readonly resets: Pick<ResetStore, "forget">;
  };

export type ChangePassword = {
  readonly id: string;
  /** Goes on; all others end. */
  readonly sessionId: string;
  readonly address: string;
  readonly client: Client;
  readonly currentPassword: string;
  readonly newPassword: string;
};

/**
 * Guessing here counts as guessing at the sign-in. Throws `auth.account_gone`, `auth.sign_in_again`, `auth.common_password`,
 * `auth.wrong_password`, `auth.too_many_attempts` and `auth.busy`.
 */
export async function changePassword(deps: ChangePasswordDeps, input: ChangePassword): Promise<void> {
  const { id, sessionId, address, client, currentPassword, newPassword } = input;
  const account = await getAccount(deps, id);
  const prove = async () =>
    requireProof(deps, { sessionId }, await deps.secondFactors.find(id), { isFresh: false });
  await prove();
  // Before anything is hashed: what costs nothing comes first.
  if (isCommonPassword(newPassword, account, deps.commonPasswords))
    throw passwordErrors.common("newPassword");
  if (!(await knowsPassword(deps, { email: account.email, password: currentPassword, address })))
    throw passwordErrors.wrong();
  const passwordHash = await deps.passwords.hash(newPassword);
  const told = { kind: "password_changed", ...client } as const;
  // Who reads the owner's mail may have a link by now, which would set yet another.
  const also = (transaction: Transaction) => deps.resets.forget(account.email, transaction);
  const allow = async ({ credential }: Account) => {
    // The password that was right may have been set anew meanwhile: then it is not right any more.
    if (credential !== account.credential) throw passwordErrors.wrong();
    await prove();
  };
  await setPassword(deps, { id, passwordHash, allow, told, except: sessionId, also });
  deps.record({ event: "password_changed", userId: id, address });
}
