import type { BrowserToken } from "@shop/contracts/user/browser-sessions";
import { again } from "@shop/kit/change";
import { findHolder } from "../sessions/find-holder.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import { spendToken, type SpendTokenDeps } from "../sessions/spend-token.ts";
import { browserSessionErrors } from "./errors.ts";
import { giveBrowserToken, type GiveBrowserTokenDeps } from "./give-browser-token.ts";

export type OpenBrowserSessionDeps = GiveBrowserTokenDeps &
  SpendTokenDeps & {
    readonly sessions: Pick<SessionStore, "findByToken" | "replaceToken">;
    readonly newToken: () => string;
  };

export type Opening = { readonly refreshToken: string; readonly address: string };

/** Of two who show one refresh token the later ends the session, as at a refresh. Throws as `giveBrowserToken`, and `busy`. */
export async function openBrowserSession(
  deps: OpenBrowserSessionDeps,
  { refreshToken, address }: Opening,
): Promise<BrowserToken & { readonly secret: string }> {
  const secret = deps.newToken();
  await again(async () => {
    const found = await deps.sessions.findByToken(refreshToken);
    const session = found && (await spendToken(deps, found, { address, client: found.session.client }));
    // Before its token is replaced: a database that fails here costs nobody the session.
    if (!session || !(await findHolder(deps, session))) throw browserSessionErrors.ended();
    return deps.sessions.replaceToken(session, refreshToken, secret, "browser");
  });
  return { ...(await giveBrowserToken(deps, { secret })), secret };
}
