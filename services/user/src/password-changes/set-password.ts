import type { Transaction } from "@shop/kit/mongo/transactions";
import type { AccountStore } from "../accounts/account-store.ts";
import { withPassword } from "../accounts/account.ts";
import { getAccount } from "../accounts/get-account.ts";
import type { NoticeStore } from "../notices/notice-store.ts";
import type { NewNotice, Place } from "../notices/notice.ts";
import { passwordErrors } from "../passwords/errors.ts";
import { changeAccount, type ChangeAccountDeps } from "../sessions/change-account.ts";

export type SetPasswordDeps = ChangeAccountDeps & {
  readonly accounts: Pick<AccountStore, "find">;
  readonly notices: Pick<NoticeStore, "owe">;
};

export type SetPassword = {
  readonly id: string;
  readonly passwordHash: string;
  /** What it is set for: it must be the account's `credential` still. */
  readonly credential?: number;
  /** What its owner is told. */
  readonly told: Pick<NewNotice, "kind"> & Partial<Place>;
  /** This session goes on. */
  readonly except?: string;
  /** What else belongs to it; throws when it must not be. */
  readonly also?: (transaction: Transaction) => Promise<void>;
};

/**
 * The password, the end of the sessions that began with the one before and the notice of it, all or nothing. Throws `auth.account_gone`,
 * `auth.wrong_password` where the account is another one than it was set for, `busy` and what `also` throws.
 */
export async function setPassword(
  deps: SetPasswordDeps,
  { id, passwordHash, credential, told, except, also }: SetPassword,
): Promise<void> {
  const at = deps.now();
  await changeAccount(deps, {
    find: () => getAccount(deps, id),
    decide: (account) => {
      if (credential !== undefined && account.credential !== credential) throw passwordErrors.wrong();
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
