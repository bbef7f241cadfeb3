import type { SessionDeps } from "./deps.ts";
import { endSession } from "./end-session.ts";

/** Again: nothing happens. */
export async function logOut(
  deps: Pick<SessionDeps, "sessions" | "revokedSessions" | "record" | "now">,
  sessionId: string,
): Promise<void> {
  const session = await deps.sessions.find(sessionId);
  if (!session || session.end) return;
  await endSession(deps, session, "logged_out");
  deps.record({ event: "logged_out", userId: session.holder.id, sessionId });
}
