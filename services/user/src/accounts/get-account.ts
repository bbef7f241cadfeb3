import type { Account } from "./account.ts";
import type { AccountDeps } from "./deps.ts";
import { accountErrors } from "./errors.ts";

export async function getAccount({ accounts }: Pick<AccountDeps, "accounts">, id: string): Promise<Account> {
  const account = await accounts.find(id);
  if (!account) throw accountErrors.gone();
  return account;
}
