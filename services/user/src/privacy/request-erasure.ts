import type { AccountStore } from "../accounts/account-store.ts";
import { close, type Account } from "../accounts/account.ts";
import { accountErrors } from "../accounts/errors.ts";
import { passwordErrors } from "../passwords/errors.ts";
import { changeAccount, type ChangeAccountDeps } from "../sessions/change-account.ts";
import { knowsPassword, type AuthenticateDeps } from "../sessions/log-in.ts";
import type { ErasureStore } from "./erasure-store.ts";
import { begin, type Erasure } from "./erasure.ts";

export type RequestErasureDeps = AuthenticateDeps &
  ChangeAccountDeps & {
    readonly accounts: Pick<AccountStore, "find">;
    readonly erasures: Pick<ErasureStore, "findOf" | "insert">;
    /** As long as an access token is good. */
    readonly restMs: number;
    readonly newId: () => string;
  };

export type RequestErasure = {
  readonly userId: string;
  readonly password: string;
  readonly address: string;
};

/**
 * Closes the account and ends its sessions, both or neither; asked again, it is the same erasure. Guessing here counts as
 * guessing at the sign-in. Throws `auth.account_gone`, `auth.wrong_password`, `auth.too_many_attempts`, `auth.busy`,
 * `user.last_admin` and `busy`.
 */
export async function requestErasure(
  deps: RequestErasureDeps,
  { userId, password, address }: RequestErasure,
): Promise<Erasure> {
  const find = async (): Promise<Account> => {
    const account = await deps.accounts.find(userId);
    if (!account) throw accountErrors.gone();
    return account;
  };
  const { email, credential } = await find();
  if (!(await knowsPassword(deps, { email, password, address }))) throw passwordErrors.wrong();
  const erasure = begin({ id: deps.newId(), userId }, { now: deps.now(), restMs: deps.restMs });
  await changeAccount(deps, {
    find,
    decide: (account) => {
      if (account.closed) return undefined;
      // The password that was right has been set anew meanwhile.
      if (account.credential !== credential) throw passwordErrors.wrong();
      return close(account);
    },
    reason: "erased",
    also: (transaction) => deps.erasures.insert(erasure, transaction),
  });
  const begun = (await deps.erasures.findOf(userId)) ?? erasure;
  if (begun.id === erasure.id) deps.record({ event: "erasure_requested", userId, address });
  return begun;
}
