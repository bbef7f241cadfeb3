import type { AccountRole } from "@shop/contracts/user/accounts";
import type { Passwords } from "../passwords/passwords.ts";
import type { AccountStore } from "./account-store.ts";
import type { AdminStore } from "./admin-store.ts";
import { open } from "./account.ts";

export type EnsureAccountDeps = {
  readonly accounts: Pick<AccountStore, "findByEmail" | "insert">;
  readonly admins: AdminStore;
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

/**
 * Makes the accounts that a new shop begins with; of two replicas that start together, one makes each. Where there is an
 * admin the shop is not new: whoever was erased since does not come back.
 */
export async function ensureFirstAccounts(
  deps: EnsureAccountDeps,
  accounts: readonly FirstAccount[],
): Promise<void> {
  if (await deps.admins.hasAdmin()) return;
  // The admin last: until then it is new.
  const inOrder = accounts.toSorted((a, b) => Number(a.role === "admin") - Number(b.role === "admin"));
  for (const account of inOrder) await ensureAccount(deps, account);
}

async function ensureAccount(
  { accounts, passwords, now, newId }: EnsureAccountDeps,
  { email, password, name, role }: FirstAccount,
): Promise<void> {
  if (await accounts.findByEmail(email)) return;
  const passwordHash = await passwords.hash(password);
  await accounts.insert(open({ id: newId(), email, name, passwordHash, role, createdAt: now() }));
}
