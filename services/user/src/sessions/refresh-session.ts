import type { GuestTokens, UserTokens } from "@shop/contracts/user/sessions";
import { again } from "@shop/kit/change";
import type { AccountStore } from "../accounts/account-store.ts";
import { endSession, type EndSessionDeps } from "./end-session.ts";
import { sessionErrors } from "./errors.ts";
import { issueToAccount, issueToGuest, type IssueDeps } from "./issue-tokens.ts";
import type { RecordSecurityEvent } from "./security-event.ts";
import type { FoundSession, SessionStore } from "./session-store.ts";
import { refresh, type Client, type Session } from "./session.ts";

export type RefreshSessionDeps = IssueDeps &
  EndSessionDeps & {
    readonly accounts: Pick<AccountStore, "find" | "rememberPlace">;
    readonly sessions: Pick<SessionStore, "findByToken" | "replaceToken">;
    readonly record: RecordSecurityEvent;
    readonly newRefreshToken: () => string;
  };

export type RefreshSession = {
  readonly refreshToken: string;
  readonly address: string;
  readonly client: Client;
};

/**
 * Of two requests with one token the first to replace it gets the new pair; the other has shown a used one,
 * which ends the session for both. Throws `auth.invalid_refresh_token`, `auth.keys_unavailable` and `busy`.
 */
export async function refreshSession(
  deps: RefreshSessionDeps,
  { refreshToken, ...caller }: RefreshSession,
): Promise<GuestTokens | UserTokens> {
  return again(async () => {
    const found = await deps.sessions.findByToken(refreshToken);
    if (!found) throw sessionErrors.invalidRefreshToken();
    const session = await decide(deps, found, caller);
    const issueTokens = await toIssuer(deps, session);
    const next = deps.newRefreshToken();
    const result = await deps.sessions.replaceToken(session, refreshToken, next);
    if (result !== "saved") return result;
    // Whoever travels is known where their session has gone with them.
    const { holder, client, refreshedAt } = session;
    const hasMoved = holder.kind === "account" && client.place !== found.session.client.place;
    if (hasMoved) await deps.accounts.rememberPlace(holder.id, { address: client.place, now: refreshedAt });
    return issueTokens(next);
  });
}

async function decide(
  deps: RefreshSessionDeps,
  { session, isCurrent }: FoundSession,
  { address, client }: Omit<RefreshSession, "refreshToken">,
): Promise<Session> {
  const decision = refresh(session, isCurrent, client, deps.now());
  if (decision.outcome === "refreshed") return decision.session;
  if (decision.outcome === "reused") {
    deps.record({ event: "refresh_token_reused", userId: session.holder.id, sessionId: session.id, address });
    await endSession(deps, session, "token_reused");
  }
  throw sessionErrors.invalidRefreshToken();
}

/** Asked before the token is replaced, so that a database that fails here costs nobody the session. */
async function toIssuer(deps: RefreshSessionDeps, session: Session) {
  if (session.holder.kind === "guest") return (token: string) => issueToGuest(deps, session, token);
  const account = await deps.accounts.find(session.holder.id);
  // It began with a password that is no longer good, at the moment when that was changed.
  if (!account || account.credential !== session.credential) throw sessionErrors.invalidRefreshToken();
  return (token: string) => issueToAccount(deps, session, token, account);
}
