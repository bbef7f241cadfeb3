import type { AccountStore } from "../accounts/account-store.ts";
import { isOpen } from "../accounts/account.ts";
import type { RecordSecurityEvent } from "../sessions/security-event.ts";
import { passwordErrors } from "../passwords/errors.ts";
import { isCommonPassword, type CommonPasswords } from "../passwords/password-rules.ts";
import type { Passwords } from "../passwords/passwords.ts";
import type { ResetStore } from "./reset-store.ts";
import type { Client } from "../sessions/session.ts";
import { setPassword, type SetPasswordDeps } from "./set-password.ts";

export type ResetPasswordDeps = SetPasswordDeps & {
  readonly accounts: Pick<AccountStore, "find" | "save" | "keepsAdmin" | "rememberPlace">;
  readonly resets: Pick<ResetStore, "ownerOf" | "use">;
  readonly passwords: Pick<Passwords, "hash">;
  readonly commonPasswords: CommonPasswords;
  readonly record: RecordSecurityEvent;
};

export type ResetPassword = {
  readonly token: string;
  readonly password: string;
  readonly address: string;
  readonly client: Client;
};

/** The token is good once; a password that is refused leaves it good. Throws `auth.invalid_token`, `auth.common_password` and `auth.busy`. */
export async function resetPassword(
  deps: ResetPasswordDeps,
  { token, password, address, client }: ResetPassword,
): Promise<void> {
  const { accounts, resets, passwords, commonPasswords, record } = deps;
  const id = await resets.ownerOf(token);
  const account = id === undefined ? undefined : await accounts.find(id);
  if (!account || !isOpen(account)) throw passwordErrors.invalidToken();
  if (isCommonPassword(password, account, commonPasswords)) throw passwordErrors.common("password");
  const passwordHash = await passwords.hash(password);
  await setPassword(deps, {
    id: account.id,
    passwordHash,
    told: { kind: "password_reset", ...client },
    also: async (transaction) => {
      if (!(await resets.use(token, transaction))) throw passwordErrors.invalidToken();
    },
  });
  // Who reads the owner's mail there is let in there, however many guess elsewhere.
  await accounts.rememberPlace(account.id, { address, now: deps.now() });
  record({ event: "password_reset", userId: account.id, address });
}
