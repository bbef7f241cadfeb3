import type { Transaction } from "@shop/kit/mongo/transactions";
import type { AccountStore } from "../accounts/account-store.ts";
import { withPassword, type Account } from "../accounts/account.ts";
import { getAccount } from "../accounts/get-account.ts";
import type { NoticeStore } from "../notices/notice-store.ts";
import type { NewNotice, Place } from "../notices/notice.ts";
import { changeAccount, type ChangeAccountDeps } from "../sessions/change-account.ts";

export type SetPasswordDeps = ChangeAccountDeps & {
  readonly accounts: Pick<AccountStore, "find">;
  readonly notices: Pick<NoticeStore, "owe">;
};

export type SetPassword = {
  readonly id: string;
  readonly passwordHash: string;
  /** Asked of the very account that gets it; throws when it must not. */
  readonly allow?: (account: Account) => Promise<void>;
  /** What its owner is told. */
  readonly told: Pick<NewNotice, "kind"> & Partial<Place>;
  /** This session goes on. */
  readonly except?: string;
  /** What else belongs to it; throws when it must not be. */
  readonly also?: (transaction: Transaction) => Promise<void>;
};

/**
 * The password, the end of the sessions that began with the one before and the notice of it, all or nothing. Throws `auth.account_gone`,
 * `busy` and what `allow` and `also` throw.
 */
export async function setPassword(
  deps: SetPasswordDeps,
  { id, passwordHash, allow, told, except, also }: SetPassword,
): Promise<void> {
  const at = deps.now();
  await changeAccount(deps, {
    find: () => getAccount(deps, id),
    decide: async (account) => {
      await allow?.(account);
      return withPassword(account, passwordHash);
    },
    reason: "password_changed",
    except,
    also: async (transaction, after) => {
      await also?.(transaction);
      await deps.notices.owe({ accountId: id, cause: String(after.credential), at, ...told }, transaction);
    },
  });
}
