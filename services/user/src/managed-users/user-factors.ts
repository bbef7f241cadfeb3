/** Somebody's second factors, as admins take them away: they are lost, or somebody else has put one there. */
import type { AccountStore } from "../accounts/account-store.ts";
import { signOut } from "../accounts/account.ts";
import type { NoticeStore } from "../notices/notice-store.ts";
import type { SecondFactorStore } from "../second-factors/second-factor-store.ts";
import { changeAccount, type ChangeAccountDeps } from "../sessions/change-account.ts";
import type { RecordSecurityEvent } from "../sessions/security-event.ts";
import { getUser } from "./manage-users.ts";

export type UserFactorsDeps = ChangeAccountDeps & {
  readonly accounts: Pick<AccountStore, "find">;
  readonly secondFactors: Pick<SecondFactorStore, "removeAll">;
  readonly notices: Pick<NoticeStore, "owe">;
  readonly record: RecordSecurityEvent;
};

/**
 * All of them, recovery codes included; the password is enough then. Whoever is signed in, or just signing in, is signed
 * out with it, so that nobody adds another one. The owner is told by mail. Throws `user.not_found` and `busy`.
 */
export async function removeUserFactors(
  deps: UserFactorsDeps,
  { userId, by }: { readonly userId: string; readonly by: string },
): Promise<void> {
  const at = deps.now();
  await changeAccount(deps, {
    find: () => getUser(deps, userId),
    decide: signOut,
    reason: "ended_by_admin",
    also: async (transaction, { credential }) => {
      await deps.secondFactors.removeAll(userId, transaction);
      const cause = `credential ${credential}`;
      await deps.notices.owe({ accountId: userId, kind: "second_factors_removed", cause, at }, transaction);
    },
  });
  deps.record({ event: "user_factors_removed", userId: by, object: userId });
}
