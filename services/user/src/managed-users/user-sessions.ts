/** Where somebody is signed in, as admins end it. */
import type { AccountStore } from "../accounts/account-store.ts";
import { endSession, tellGateways } from "../sessions/end-session.ts";
import { sessionErrors } from "../sessions/errors.ts";
import type { MySessionsDeps } from "../sessions/my-sessions.ts";
import { getUser } from "./manage-users.ts";

export type UserSessionsDeps = MySessionsDeps & { readonly accounts: Pick<AccountStore, "find"> };

type Of = { readonly userId: string; readonly by: string };

/** One that has ended already stays as it is. Throws `user.not_found` and `session.not_found`, also for somebody else's. */
export async function endUserSession(
  deps: UserSessionsDeps,
  { userId, sessionId, by }: Of & { readonly sessionId: string },
): Promise<void> {
  await getUser(deps, userId);
  const session = await deps.sessions.find(sessionId);
  if (session?.holder.id !== userId) throw sessionErrors.notFound(sessionId);
  await endSession(deps, session, "ended_by_admin");
  deps.record({ event: "user_signed_out", userId: by, object: sessionId });
}

/** Throws `user.not_found`. */
export async function endUserSessions(deps: UserSessionsDeps, { userId, by }: Of): Promise<void> {
  await getUser(deps, userId);
  const all = { holderId: userId, reason: "ended_by_admin", at: deps.now() } as const;
  const ended = await deps.transact((transaction) => deps.sessions.endAll(all, transaction));
  await tellGateways(deps, ended, all.at);
  deps.record({ event: "user_signed_out", userId: by, object: userId });
}
