/** Somebody's second factors, as admins take them away: they are lost, or somebody else has put one there. */
import type { AccountStore } from "../accounts/account-store.ts";
import { signOut } from "../accounts/account.ts";
import type { NoticeStore } from "../notices/notice-store.ts";
import { hasNone } from "../second-factors/second-factor.ts";
import type { SecondFactorStore } from "../second-factors/second-factor-store.ts";
import { changeAccount, type ChangeAccountDeps } from "../sessions/change-account.ts";
import type { RecordSecurityEvent } from "../sessions/security-event.ts";
import { getStaying } from "./manage-users.ts";

export type UserFactorsDeps = ChangeAccountDeps & {
  readonly accounts: Pick<AccountStore, "find">;
  readonly secondFactors: Pick<SecondFactorStore, "find" | "removeAll">;
  readonly notices: Pick<NoticeStore, "owe">;
  readonly record: RecordSecurityEvent;
};

/**
 * All of them, recovery codes included; the password is enough then. Whoever is signed in, or just signing in, is signed
 * out with it, so that nobody adds another one. The owner is told by mail. Of somebody without any nothing changes.
 * Throws `user.not_found`, `user.leaving` and `busy`.
 */
export async function removeUserFactors(
  deps: UserFactorsDeps,
  { userId, by }: { readonly userId: string; readonly by: string },
): Promise<void> {
  await getStaying(deps, userId);
  if (hasNone(await deps.secondFactors.find(userId))) return;
  const at = deps.now();
  await changeAccount(deps, {
    find: () => getStaying(deps, userId),
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
