import type { SessionStore } from "./session-store.ts";

export type HasEndedDeps = {
  readonly sessions: Pick<SessionStore, "find">;
  /** An API key is a session of its own. */
  readonly isGoodKey: (id: string) => Promise<boolean>;
};

/** Also of a session that nobody knows: its row is removed some time after its end. */
export async function hasEnded({ sessions, isGoodKey }: HasEndedDeps, sessionId: string): Promise<boolean> {
  const session = await sessions.find(sessionId);
  return session ? session.end !== null : !(await isGoodKey(sessionId));
}
