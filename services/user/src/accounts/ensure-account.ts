import type { AccountRole } from "@shop/contracts/user/accounts";
import type { Passwords } from "../passwords/passwords.ts";
import type { AccountStore } from "./account-store.ts";
import { open } from "./account.ts";

export type EnsureAccountDeps = {
  readonly accounts: Pick<AccountStore, "findByEmail" | "insert">;
  readonly passwords: Pick<Passwords, "hash">;
  readonly now: () => Date;
  readonly newId: () => string;
};

export type FirstAccount = {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly role: AccountRole;
};

/** Makes the account when its address has none; of two replicas that start together, one makes it. */
export async function ensureAccount(
  { accounts, passwords, now, newId }: EnsureAccountDeps,
  { email, password, name, role }: FirstAccount,
): Promise<void> {
  if (await accounts.findByEmail(email)) return;
  const passwordHash = await passwords.hash(password);
  await accounts.insert(open({ id: newId(), email, name, passwordHash, role, createdAt: now() }));
}
