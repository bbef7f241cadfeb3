import type { GuestTokens } from "@shop/contracts/user/sessions";
import type { SessionDeps } from "./deps.ts";
import { issueToGuest } from "./issue-tokens.ts";
import { begin } from "./session.ts";

export async function enterAsGuest(
  deps: Pick<SessionDeps, "sessions" | "accessTokens" | "newRefreshToken" | "newId" | "now">,
): Promise<GuestTokens> {
  const session = begin(deps.newId(), { kind: "guest", id: deps.newId() }, deps.now());
  const refreshToken = deps.newRefreshToken();
  await deps.sessions.insert(session, refreshToken);
  return issueToGuest(deps, session, refreshToken);
}
