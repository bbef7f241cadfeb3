import type { AccountStore } from "../accounts/account-store.ts";
import type { Account } from "../accounts/account.ts";
import type { Session } from "./session.ts";

/** Whose session it is. Undefined: it began with a password that is no longer good, at the moment when that was changed. */
export async function findHolder(
  { accounts }: { readonly accounts: Pick<AccountStore, "find"> },
  { holder, credential }: Pick<Session, "holder" | "credential">,
): Promise<Account | "guest" | undefined> {
  if (holder.kind === "guest") return "guest";
  const account = await accounts.find(holder.id);
  return account?.credential === credential ? account : undefined;
}
