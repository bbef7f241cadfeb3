import type { SessionStore } from "./session-store.ts";

/** Also of a session that nobody knows: its row is removed some time after its end. */
export async function hasEnded(
  { sessions }: { readonly sessions: Pick<SessionStore, "find"> },
  sessionId: string,
): Promise<boolean> {
  const session = await sessions.find(sessionId);
  return !session || session.end !== null;
}
