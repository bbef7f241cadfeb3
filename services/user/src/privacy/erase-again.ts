/** Who was erased and came back with an older backup goes once more. Whoever runs the server asks for it: the person has done so. */
import type { AccountStore } from "../accounts/account-store.ts";
import { close, type Account } from "../accounts/account.ts";
import { accountErrors } from "../accounts/errors.ts";
import { changeAccount, type ChangeAccountDeps } from "../sessions/change-account.ts";
import type { ErasureStore } from "./erasure-store.ts";
import { begin } from "./erasure.ts";

export type EraseAgainDeps = ChangeAccountDeps & {
  readonly accounts: Pick<AccountStore, "find">;
  readonly erasures: Pick<ErasureStore, "insert">;
  readonly restMs: number;
  readonly newId: () => string;
};

/** As the person's own request: closed at once, and erased by the running service. Throws `auth.account_gone`, `user.last_admin` and `busy`. */
export async function eraseAgain(deps: EraseAgainDeps, userId: string): Promise<void> {
  const erasure = begin({ id: deps.newId(), userId }, { now: deps.now(), restMs: deps.restMs });
  await changeAccount(deps, {
    find: async (): Promise<Account> => {
      const account = await deps.accounts.find(userId);
      if (!account) throw accountErrors.gone();
      return account;
    },
    decide: (account) => (account.closed ? undefined : close(account)),
    reason: "erased",
    also: (transaction) => deps.erasures.insert(erasure, transaction),
  });
}
