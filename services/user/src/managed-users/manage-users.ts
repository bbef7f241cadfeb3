/** What admins see of accounts, and do to them. */
import type { Expectation } from "@shop/kit/change";
import type { AccountListStore } from "../accounts/account-list-store.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import { administer, type Account, type Standing } from "../accounts/account.ts";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import { accountErrors } from "../accounts/errors.ts";
import { changeAccount, type ChangeAccountDeps } from "../sessions/change-account.ts";
import type { NoticeStore } from "../notices/notice-store.ts";
import type { RecordSecurityEvent } from "../sessions/security-event.ts";

export type ManageUsersDeps = ChangeAccountDeps & {
  readonly accounts: Pick<AccountStore, "find">;
  readonly accountLists: AccountListStore;
  readonly notices: Pick<NoticeStore, "owe">;
  readonly record: RecordSecurityEvent;
};

/** By address; `next` is the one that the following page begins behind. */
export async function listUsers(
  { accountLists }: Pick<ManageUsersDeps, "accountLists">,
  { email = "", limit, after }: { readonly email?: string; readonly limit: number; readonly after?: string },
): Promise<{ readonly items: readonly Account[]; readonly next: string | null }> {
  const found = await accountLists.list({ prefix: email, limit: limit + 1, after });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last ? emailKeyOf(last.email) : null };
}

/** Throws `user.not_found`. */
export async function getUser(
  { accounts }: { readonly accounts: Pick<AccountStore, "find"> },
  id: string,
): Promise<Account> {
  const account = await accounts.find(id);
  if (!account) throw accountErrors.notFound(id);
  return account;
}

/** Throws `user.not_found`, and `user.leaving` when its owner has asked to be erased. */
export async function getStaying(
  deps: { readonly accounts: Pick<AccountStore, "find"> },
  id: string,
): Promise<Account> {
  const account = await getUser(deps, id);
  if (account.closed) throw accountErrors.leaving(id);
  return account;
}

export type UpdateUser = {
  readonly id: string;
  readonly by: string;
  readonly standing: Standing;
  readonly expect: Expectation;
};

/** Admins may change themselves as well. Throws `user.not_found`, `user.leaving`, `user.last_admin`, what `expect` throws, and `busy`. */
export async function updateUser(
  deps: ManageUsersDeps,
  { id, by, standing, expect }: UpdateUser,
): Promise<Account> {
  const at = deps.now();
  const account = await changeAccount(deps, {
    find: () => getStaying(deps, id),
    expect,
    decide: (found) => administer(found, standing),
    reason: "account_changed",
    also: async (transaction, after, before) => {
      if (after.role === before.role) return;
      const cause = String(after.credential);
      await deps.notices.owe({ accountId: id, kind: "role_changed", cause, at }, transaction);
    },
  });
  deps.record({ event: "user_changed", userId: by, object: id });
  return account;
}
