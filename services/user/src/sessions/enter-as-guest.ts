import type { GuestTokens } from "@shop/contracts/user/sessions";
import { issueToGuest, type IssueDeps } from "./issue-tokens.ts";
import type { SessionStore } from "./session-store.ts";
import { begin } from "./session.ts";

export type EnterAsGuestDeps = IssueDeps & {
  readonly sessions: Pick<SessionStore, "insert">;
  readonly newRefreshToken: () => string;
  readonly newId: () => string;
  readonly now: () => Date;
};

/** Throws `auth.keys_unavailable`. */
export async function enterAsGuest(deps: EnterAsGuestDeps): Promise<GuestTokens> {
  const session = begin(deps.newId(), { kind: "guest", id: deps.newId() }, deps.now());
  const refreshToken = deps.newRefreshToken();
  await deps.sessions.insert(session, refreshToken);
  return issueToGuest(deps, session, refreshToken);
}
