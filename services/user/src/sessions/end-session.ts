import type { RevokedSessionStore } from "./revoked-session-store.ts";
import type { SessionStore } from "./session-store.ts";
import { end, revokedUntil, type EndReason, type Session } from "./session.ts";

export type EndSessionDeps = {
  readonly sessions: Pick<SessionStore, "end">;
  readonly revokedSessions: RevokedSessionStore;
  readonly now: () => Date;
};

/** Refresh tokens are dead when this returns; gateways are told at once if they can be, else by the event. */
export async function endSession(
  { sessions, revokedSessions, now }: EndSessionDeps,
  session: Session,
  reason: EndReason,
): Promise<void> {
  const ending = end(session, reason, now());
  if (!ending.session.end || ending.events.length === 0) return;
  if ((await sessions.end(ending)) === "moved") return;
  await tellGateways({ revokedSessions }, [session.id], ending.session.end.at);
}

/** At once if they can be told; whoever handles `user.sessions_revoked` tells them again, however long Redis is away. */
export async function tellGateways(
  { revokedSessions }: Pick<EndSessionDeps, "revokedSessions">,
  sessionIds: readonly string[],
  endedAt: Date,
): Promise<void> {
  if (sessionIds.length === 0) return;
  await revokedSessions.add(sessionIds, revokedUntil(endedAt)).catch(() => undefined);
}
