/** The one way to change an account so that whoever is signed in to it has to sign in again. */
import { change, type Expectation } from "@shop/kit/change";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { AccountStore } from "../accounts/account-store.ts";
import { isAdmin, type Account, type Decision } from "../accounts/account.ts";
import { accountErrors } from "../accounts/errors.ts";
import { tellGateways, type EndSessionDeps } from "./end-session.ts";
import type { EndAll, SessionStore } from "./session-store.ts";
import type { EndReason } from "./session.ts";

export type ChangeAccountDeps = Pick<EndSessionDeps, "revokedSessions" | "now"> & {
  readonly accounts: Pick<AccountStore, "save" | "keepsAdmin">;
  readonly sessions: Pick<SessionStore, "endAll" | "keep">;
  readonly transact: Transact;
};

export type ChangeAccount = {
  /** Throws when there is none. */
  readonly find: () => Promise<Account>;
  readonly expect?: Expectation;
  /** Counts `credential` up; undefined when there is nothing to change. */
  readonly decide: (account: Account) => Decision | undefined | Promise<Decision | undefined>;
  readonly reason: EndReason;
  /** This session goes on. */
  readonly except?: string | undefined;
  /** What else belongs to it; throws when it must not be. */
  readonly also?: ((transaction: Transaction, after: Account, before: Account) => Promise<void>) | undefined;
};

/**
 * The change and the end of the account's sessions, both or neither; answers the account as it is then. Throws
 * `user.last_admin` where no admin would be left, `busy`, and what `find`, `expect`, `decide` and `also` throw.
 */
export async function changeAccount(
  deps: ChangeAccountDeps,
  { find, expect, decide, reason, except, also }: ChangeAccount,
): Promise<Account> {
  const at = deps.now();
  const changed = await change({
    find,
    expect,
    decide,
    save: (before: Account, decision: Decision) =>
      deps.transact(async (transaction) => {
        if ((await deps.accounts.save(before, decision, transaction)) === "moved") return "moved";
        await requireAdmin(deps, before, decision.account, transaction);
        await also?.(transaction, decision.account, before);
        if (except !== undefined) await deps.sessions.keep(except, decision.account.credential, transaction);
        return deps.sessions.endAll({ holderId: before.id, except, reason, at }, transaction);
      }),
  });
  if (!changed.decision) return changed.before;
  const { account } = changed.decision;
  await tellGateways(deps, changed.saved, at);
  await endLate(deps, account, { holderId: account.id, except, reason, at });
  return account;
}

async function requireAdmin(
  { accounts }: Pick<ChangeAccountDeps, "accounts">,
  before: Account,
  after: Account,
  transaction: Transaction,
): Promise<void> {
  if (!isAdmin(before) || isAdmin(after)) return;
  if (!(await accounts.keepsAdmin(before.id, transaction))) throw accountErrors.lastAdmin();
}

/** Who was signing in meanwhile began with what was true before, and was not there yet to be ended. */
async function endLate(deps: ChangeAccountDeps, { credential }: Account, all: EndAll): Promise<void> {
  const late = await deps.transact((transaction) =>
    deps.sessions.endAll({ ...all, olderThan: credential }, transaction),
  );
  await tellGateways(deps, late, all.at);
}
