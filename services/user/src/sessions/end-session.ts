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
  const until = revokedUntil(ending.session.end.at);
  // Whoever handles `user.sessions_revoked` writes it again, however long Redis is away.
  await revokedSessions.add([session.id], until).catch(() => undefined);
}
