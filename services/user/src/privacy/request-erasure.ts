import type { AccountStore } from "../accounts/account-store.ts";
import { close, type Account } from "../accounts/account.ts";
import { accountErrors } from "../accounts/errors.ts";
import { passwordErrors } from "../passwords/errors.ts";
import { requireProof, type RequireProofDeps } from "../second-factors/require-proof.ts";
import type { SecondFactorStore } from "../second-factors/second-factor-store.ts";
import { changeAccount, type ChangeAccountDeps } from "../sessions/change-account.ts";
import { knowsPassword, type AuthenticateDeps } from "../sessions/log-in.ts";
import type { ErasureStore } from "./erasure-store.ts";
import { begin, type Erasure } from "./erasure.ts";

export type RequestErasureDeps = AuthenticateDeps &
  ChangeAccountDeps &
  RequireProofDeps & {
    readonly accounts: Pick<AccountStore, "find">;
    readonly secondFactors: Pick<SecondFactorStore, "find">;
    readonly erasures: Pick<ErasureStore, "findOf" | "insert">;
    /** As long as an access token is good. */
    readonly restMs: number;
    readonly newId: () => string;
  };

export type RequestErasure = {
  readonly userId: string;
  readonly sessionId: string;
  readonly password: string;
  readonly address: string;
};

/**
 * Closes the account and ends its sessions, both or neither; asked again, it is the same erasure. Guessing here counts as
 * guessing at the sign-in. Throws `auth.account_gone`, `auth.sign_in_again`, `auth.wrong_password`, `auth.too_many_attempts`,
 * `auth.busy`, `user.last_admin` and `busy`.
 */
export async function requestErasure(
  deps: RequestErasureDeps,
  { userId, sessionId, password, address }: RequestErasure,
): Promise<Erasure> {
  const find = async (): Promise<Account> => {
    const account = await deps.accounts.find(userId);
    if (!account) throw accountErrors.gone();
    return account;
  };
  const prove = async (): Promise<void> => {
    try {
      await requireProof(deps, { sessionId }, await deps.secondFactors.find(userId), { isFresh: false });
    } catch (error) {
      // With the account that closes its sessions end: it is the same erasure that is asked for again.
      if (!(await find()).closed) throw error;
    }
  };
  const { email, credential } = await find();
  await prove();
  if (!(await knowsPassword(deps, { email, password, address }))) throw passwordErrors.wrong();
  const erasure = begin({ id: deps.newId(), userId }, { now: deps.now(), restMs: deps.restMs });
  await changeAccount(deps, {
    find,
    decide: async (account) => {
      if (account.closed) return undefined;
      // The password that was right has been set anew meanwhile.
      if (account.credential !== credential) throw passwordErrors.wrong();
      await prove();
      return close(account);
    },
    reason: "erased",
    also: (transaction) => deps.erasures.insert(erasure, transaction),
  });
  const begun = (await deps.erasures.findOf(userId)) ?? erasure;
  if (begun.id === erasure.id) deps.record({ event: "erasure_requested", userId, address });
  return begun;
}
