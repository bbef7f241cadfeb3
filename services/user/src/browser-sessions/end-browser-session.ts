import { logOut, type LogOutDeps } from "../sessions/log-out.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import type { GivenTokenStore } from "./given-token-store.ts";

export type EndBrowserSessionDeps = LogOutDeps & {
  readonly sessions: Pick<SessionStore, "findByToken">;
  readonly givenTokens: GivenTokenStore;
};

/** Idempotent, as signing out is. */
export async function endBrowserSession(deps: EndBrowserSessionDeps, secret: string): Promise<void> {
  const found = await deps.sessions.findByToken(secret, "browser");
  if (found) await logOut(deps, found.session.id);
  deps.givenTokens.forget(secret);
}
