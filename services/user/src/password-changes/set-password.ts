import type { Transaction } from "@shop/kit/mongo/transactions";
import type { AccountStore } from "../accounts/account-store.ts";
import { withPassword } from "../accounts/account.ts";
import { getAccount } from "../accounts/get-account.ts";
import { changeAccount, type ChangeAccountDeps } from "../sessions/change-account.ts";

export type SetPasswordDeps = ChangeAccountDeps & {
  readonly accounts: Pick<AccountStore, "find">;
};

export type SetPassword = {
  readonly id: string;
  readonly passwordHash: string;
  /** This session goes on. */
  readonly except?: string;
  /** What else belongs to it; throws when it must not be. */
  readonly also?: (transaction: Transaction) => Promise<void>;
};

/**
 * The password and the end of the sessions that began with the one before, both or neither. Throws `auth.account_gone`,
 * `busy` and what `also` throws.
 */
export async function setPassword(
  deps: SetPasswordDeps,
  { id, passwordHash, except, also }: SetPassword,
): Promise<void> {
  await changeAccount(deps, {
    find: () => getAccount(deps, id),
    decide: (account) => withPassword(account, passwordHash),
    reason: "password_changed",
    except,
    also,
  });
}
