import { change } from "@shop/kit/change";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { AccountStore } from "../accounts/account-store.ts";
import { withPassword, type Account, type Decision } from "../accounts/account.ts";
import { getAccount } from "../accounts/get-account.ts";
import type { NoticeStore } from "../notices/notice-store.ts";
import type { NewNotice, Place } from "../notices/notice.ts";
import { tellGateways, type EndSessionDeps } from "../sessions/end-session.ts";
import type { SessionStore } from "../sessions/session-store.ts";

export type SetPasswordDeps = Pick<EndSessionDeps, "revokedSessions" | "now"> & {
  readonly accounts: Pick<AccountStore, "find" | "save">;
  readonly sessions: Pick<SessionStore, "endAll" | "keep">;
  readonly notices: Pick<NoticeStore, "owe">;
  readonly transact: Transact;
};

export type SetPassword = {
  readonly id: string;
  readonly passwordHash: string;
  /** What its owner is told. */
  readonly told: Pick<NewNotice, "kind"> & Partial<Place>;
  /** This session goes on. */
  readonly except?: string;
  /** What else belongs to it; throws when it must not be. */
  readonly also?: (transaction: Transaction) => Promise<void>;
};

/**
 * The password, the end of the sessions that began with the one before and the notice of it, all or nothing. Throws `auth.account_gone`,
 * `busy` and what `also` throws.
 */
export async function setPassword(
  deps: SetPasswordDeps,
  { id, passwordHash, told, except, also }: SetPassword,
): Promise<void> {
  const { accounts, sessions, notices, transact, now } = deps;
  const at = now();
  const save = (before: Account, decision: Decision) =>
    transact(async (transaction) => {
      await also?.(transaction);
      if ((await accounts.save(before, decision, transaction)) === "moved") return "moved";
      const cause = String(decision.account.credential);
      await notices.owe({ accountId: id, cause, at, ...told }, transaction);
      if (except !== undefined) await sessions.keep(except, decision.account.credential, transaction);
      const all = { holderId: id, except, reason: "password_changed", at } as const;
      return sessions.endAll(all, transaction);
    });
  const { saved } = await change({
    find: () => getAccount({ accounts }, id),
    decide: (account): Decision => withPassword(account, passwordHash),
    save,
  }).then((changed) => ({ saved: changed.decision ? changed.saved : [] }));
  await tellGateways(deps, saved, at);
}
