import type { AccountStore } from "../accounts/account-store.ts";
import type { Account } from "../accounts/account.ts";
import type { SessionStore } from "./session-store.ts";
import type { Session } from "./session.ts";

export type FindHolderDeps = {
  readonly accounts: Pick<AccountStore, "find">;
  readonly sessions: Pick<SessionStore, "find">;
};

/**
 * Whose session it is. Undefined: it began with a password that is no longer good, at the moment when that was changed.
 * A session that goes on with the new one is changed together with its account: whoever has read it before that, and the
 * account after it, reads it once more.
 */
export async function findHolder(
  { accounts, sessions }: FindHolderDeps,
  { id, holder, credential }: Pick<Session, "id" | "holder" | "credential">,
): Promise<Account | "guest" | undefined> {
  if (holder.kind === "guest") return "guest";
  const account = await accounts.find(holder.id);
  if (!account) return undefined;
  if (account.credential === credential) return account;
  const session = await sessions.find(id);
  return session?.end === null && session.credential === account.credential ? account : undefined;
}
