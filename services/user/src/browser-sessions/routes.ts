import type { browserSessionsApi } from "@shop/contracts/user/browser-sessions";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { clientOf } from "../sessions/client-provider.ts";
import { endBrowserSession, type EndBrowserSessionDeps } from "./end-browser-session.ts";
import { giveBrowserToken } from "./give-browser-token.ts";
import { createGivenTokenStore } from "./given-token-store.ts";
import { openBrowserSession, type OpenBrowserSessionDeps } from "./open-browser-session.ts";

export type BrowserSessionDeps = Omit<OpenBrowserSessionDeps & EndBrowserSessionDeps, "givenTokens">;

export const browserSessionRoutes = (own: BrowserSessionDeps): Handlers<typeof browserSessionsApi> => {
  const deps = { ...own, givenTokens: createGivenTokenStore() };
  return {
    openBrowserSession: ({ body: { refreshToken }, meta: { address } }) =>
      openBrowserSession(deps, { refreshToken, address }),

    giveBrowserToken: ({ body: { secret, address, userAgent } }) => {
      const findClient =
        address === undefined ? undefined : () => clientOf({ address, userAgent: userAgent ?? "" });
      return giveBrowserToken(deps, { secret, findClient });
    },

    endBrowserSession: ({ body: { secret } }) => endBrowserSession(deps, secret),
  };
};
