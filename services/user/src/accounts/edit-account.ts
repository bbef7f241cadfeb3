import { change, type Expectation } from "@shop/kit/change";
import type { AccountStore } from "./account-store.ts";
import { edit, type Account, type AccountPatch } from "./account.ts";
import { getAccount } from "./get-account.ts";

export type EditAccountDeps = { readonly accounts: Pick<AccountStore, "find" | "save"> };

export type EditAccount = {
  readonly id: string;
  readonly patch: AccountPatch;
  readonly expect: Expectation;
};

/** Throws `auth.account_gone`, what `expect` throws, and `busy`. */
export async function editAccount(
  deps: EditAccountDeps,
  { id, patch, expect }: EditAccount,
): Promise<Account> {
  const { before, decision } = await change({
    expect,
    find: () => getAccount(deps, id),
    decide: (account) => edit(account, patch),
    save: (known, edited) => deps.accounts.save(known, edited),
  });
  return decision?.account ?? before;
}
