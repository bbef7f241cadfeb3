import type { GuestTokens, UserTokens } from "@shop/contracts/user/sessions";
import { again } from "@shop/kit/change";
import type { AccountStore } from "../accounts/account-store.ts";
import { sessionErrors } from "./errors.ts";
import { findHolder } from "./find-holder.ts";
import { issueToAccount, issueToGuest, type IssueDeps } from "./issue-tokens.ts";
import type { SessionStore } from "./session-store.ts";
import type { Client, Session } from "./session.ts";
import { spendToken, type SpendTokenDeps } from "./spend-token.ts";

export type RefreshSessionDeps = IssueDeps &
  SpendTokenDeps & {
    readonly accounts: Pick<AccountStore, "find" | "rememberPlace">;
    readonly sessions: Pick<SessionStore, "find" | "findByToken" | "replaceToken">;
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
    const session = found && (await spendToken(deps, found, caller));
    if (!session) throw sessionErrors.invalidRefreshToken();
    const issueTokens = await toIssuer(deps, session);
    const next = deps.newRefreshToken();
    const result = await deps.sessions.replaceToken(session, refreshToken, next);
    if (result !== "saved") return result;
    // Whoever travels is known where their session has gone with them.
    const { holder, client, refreshedAt } = session;
    const hasMoved = holder.kind === "account" && client.place !== found.session.client.place;
    if (hasMoved)
      await deps.accounts.rememberPlace(holder.id, { address: client.place, now: refreshedAt }, "refresh");
    return issueTokens(next);
  });
}

/** Asked before the token is replaced, so that a database that fails here costs nobody the session. */
async function toIssuer(deps: RefreshSessionDeps, session: Session) {
  const holder = await findHolder(deps, session);
  if (!holder) throw sessionErrors.invalidRefreshToken();
  return (token: string) =>
    holder === "guest" ? issueToGuest(deps, session, token) : issueToAccount(deps, session, token, holder);
}
