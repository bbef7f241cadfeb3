import { endSession, type EndSessionDeps } from "./end-session.ts";
import type { RecordSecurityEvent } from "./security-event.ts";
import type { SessionStore } from "./session-store.ts";

export type LogOutDeps = EndSessionDeps & {
  readonly sessions: Pick<SessionStore, "find">;
  readonly record: RecordSecurityEvent;
};

/** Idempotent: logging out of a session that has ended changes nothing and records nothing. */
export async function logOut(deps: LogOutDeps, sessionId: string): Promise<void> {
  const session = await deps.sessions.find(sessionId);
  if (!session || session.end) return;
  await endSession(deps, session, "logged_out");
  deps.record({ event: "logged_out", userId: session.holder.id, sessionId });
}
