import type { AccountRole } from "@shop/contracts/user/accounts";
import { open } from "./account.ts";
import type { AccountDeps } from "./deps.ts";

export type FirstAccount = {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly role: AccountRole;
};

/** Makes the account when its address has none; of two replicas that start together, one makes it. */
export async function ensureAccount(
  { accounts, passwords, now, newId }: AccountDeps,
  { email, password, name, role }: FirstAccount,
): Promise<void> {
  if (await accounts.findByEmail(email)) return;
  const passwordHash = await passwords.hash(password);
  await accounts.insert(open({ id: newId(), email, name, passwordHash, role, createdAt: now() }));
}
