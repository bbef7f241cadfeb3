import type { AccountStore } from "../accounts/account-store.ts";
import type { Account } from "../accounts/account.ts";
import type { Passwords } from "../passwords/passwords.ts";

export type StrengthenHashDeps = {
  readonly accounts: Pick<AccountStore, "replaceHash">;
  readonly passwords: Pick<Passwords, "hash" | "isOutdated">;
};

/**
 * Hashes a password again that is known to be right, when its hash is weaker than today's. It is the same password: no
 * session ends. Where too many wait to be hashed it stays for the next time.
 */
export async function strengthenHash(
  { accounts, passwords }: StrengthenHashDeps,
  { id, passwordHash }: Account,
  password: string,
): Promise<void> {
  if (!passwords.isOutdated(passwordHash)) return;
  const stronger = await passwords.hash(password).catch(() => undefined);
  if (stronger !== undefined) await accounts.replaceHash(id, passwordHash, stronger);
}
