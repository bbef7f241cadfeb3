import type { GuestTokens } from "@shop/contracts/user/sessions";
import { issueToGuest, type IssueDeps } from "./issue-tokens.ts";
import type { SessionStore } from "./session-store.ts";
import { begin, type Client } from "./session.ts";

export type EnterAsGuestDeps = IssueDeps & {
  readonly sessions: Pick<SessionStore, "insert">;
  readonly newRefreshToken: () => string;
  readonly newId: () => string;
  readonly now: () => Date;
};

/** Throws `auth.keys_unavailable`. */
export async function enterAsGuest(deps: EnterAsGuestDeps, client: Client): Promise<GuestTokens> {
  const holder = { kind: "guest", id: deps.newId() } as const;
  const session = begin({ id: deps.newId(), holder, credential: null, client, provenBy: null }, deps.now());
  const refreshToken = deps.newRefreshToken();
  await deps.sessions.insert(session, refreshToken);
  return issueToGuest(deps, session, refreshToken);
}
