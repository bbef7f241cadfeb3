import type { AccountStore } from "./account-store.ts";
import type { Account } from "./account.ts";
import { accountErrors } from "./errors.ts";

export type GetAccountDeps = { readonly accounts: Pick<AccountStore, "find"> };

/** One that is closed is gone for everybody but who erases it. Throws `auth.account_gone`. */
export async function getAccount({ accounts }: GetAccountDeps, id: string): Promise<Account> {
  const account = await accounts.find(id);
  if (!account || account.closed) throw accountErrors.gone();
  return account;
}
