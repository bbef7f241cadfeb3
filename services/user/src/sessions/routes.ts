import type { sessionsApi, sessionStatesApi } from "@shop/contracts/user/sessions";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { enterAsGuest, type EnterAsGuestDeps } from "./enter-as-guest.ts";
import { hasEnded } from "./has-ended.ts";
import { logIn, type LogInDeps } from "./log-in.ts";
import { logOut, type LogOutDeps } from "./log-out.ts";
import { refreshSession, type RefreshSessionDeps } from "./refresh-session.ts";

type SessionHandlers = Handlers<typeof sessionsApi & typeof sessionStatesApi>;

export type SessionDeps = EnterAsGuestDeps & LogInDeps & RefreshSessionDeps & LogOutDeps;

export const sessionRoutes = (deps: SessionDeps): SessionHandlers => ({
  enterAsGuest: () => enterAsGuest(deps),

  logIn: ({ body, meta }) => logIn(deps, { ...body, address: meta.address }),

  refresh: ({ body, meta }) => refreshSession(deps, { ...body, address: meta.address }),

  logOut: ({ user }) => logOut(deps, user.sessionId),

  getSession: async ({ params }) => ({ ended: await hasEnded(deps, params.id) }),
});
