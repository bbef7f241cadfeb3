import { change } from "@shop/kit/change";
import type { Transact } from "@shop/kit/mongo/transactions";
import type { AccountStore } from "../accounts/account-store.ts";
import { close, type Account, type Decision } from "../accounts/account.ts";
import { accountErrors } from "../accounts/errors.ts";
import { passwordErrors } from "../passwords/errors.ts";
import { tellGateways, type EndSessionDeps } from "../sessions/end-session.ts";
import { knowsPassword, type AuthenticateDeps } from "../sessions/log-in.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import type { ErasureStore } from "./erasure-store.ts";
import { begin, type Erasure } from "./erasure.ts";

export type RequestErasureDeps = AuthenticateDeps &
  Pick<EndSessionDeps, "revokedSessions" | "now"> & {
    readonly accounts: Pick<AccountStore, "find" | "save">;
    readonly sessions: Pick<SessionStore, "endAll">;
    readonly erasures: Pick<ErasureStore, "findOf" | "insert">;
    readonly transact: Transact;
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
 * guessing at the sign-in. Throws `auth.account_gone`, `auth.wrong_password`, `auth.too_many_attempts`, `auth.busy` and `busy`.
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
  const { email } = await find();
  if (!(await knowsPassword(deps, { email, password, address }))) throw passwordErrors.wrong();
  const at = deps.now();
  const erasure = begin({ id: deps.newId(), userId }, { now: at, restMs: deps.restMs });
  const save = (before: Account, decision: Decision) =>
    deps.transact(async (transaction) => {
      if ((await deps.accounts.save(before, decision, transaction)) === "moved") return "moved";
      await deps.erasures.insert(erasure, transaction);
      return deps.sessions.endAll({ holderId: userId, reason: "erased", at }, transaction);
    });
  const decide = (account: Account): Decision | undefined => (account.closed ? undefined : close(account));
  const changed = await change({ find, decide, save });
  if (!changed.decision) return (await deps.erasures.findOf(userId)) ?? erasure;
  await tellGateways(deps, changed.saved, at);
  deps.record({ event: "erasure_requested", userId, address });
  return erasure;
}
