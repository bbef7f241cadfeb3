import type { mySessionsApi, sessionsApi, sessionStatesApi } from "@shop/contracts/user/sessions";
import type { Caller } from "@shop/kit/auth/tokens";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import { clientOf } from "./client-provider.ts";
import { enterAsGuest, type EnterAsGuestDeps } from "./enter-as-guest.ts";
import { hasEnded, type HasEndedDeps } from "./has-ended.ts";
import { logIn, type LogInDeps } from "./log-in.ts";
import { logOut, type LogOutDeps } from "./log-out.ts";
import { endMySession, endMySessions, listSessions, type MySessionsDeps, type Owner } from "./my-sessions.ts";
import { refreshSession, type RefreshSessionDeps } from "./refresh-session.ts";

type SessionHandlers = Handlers<typeof sessionsApi & typeof mySessionsApi & typeof sessionStatesApi>;

export type SessionDeps = EnterAsGuestDeps &
  LogInDeps &
  RefreshSessionDeps &
  LogOutDeps &
  MySessionsDeps &
  HasEndedDeps;

export const sessionRoutes = (deps: SessionDeps, cursors: Cursors): SessionHandlers => ({
  enterAsGuest: ({ meta }) => enterAsGuest(deps, clientOf(meta)),

  logIn: ({ body, meta }) => logIn(deps, { ...body, address: meta.address, client: clientOf(meta) }),

  refresh: ({ body, meta }) =>
    refreshSession(deps, { ...body, address: meta.address, client: clientOf(meta) }),

  logOut: ({ user }) => logOut(deps, user.sessionId),

  listSessions: async ({ user, query: { limit, cursor, count } }) => {
    const query = `sessions:${user.id}`;
    const [at, id] = cursor === undefined ? [] : cursors.decode(query, cursor);
    const after = at === undefined ? undefined : { refreshedAt: new Date(Number(at)), id: String(id) };
    const { items, next } = await listSessions(deps, toOwner(user), { limit, after });
    const page = { items, next: next && cursors.encode(query, [next.refreshedAt.getTime(), next.id]) };
    const total = count && { total: await deps.sessions.countOf(user.id, deps.now()) };
    return reply({ ...page, ...total }, { next: page.next });
  },

  endSession: ({ user, params }) => endMySession(deps, toOwner(user), params.id),

  endSessions: ({ user }) => endMySessions(deps, toOwner(user)),

  getSession: async ({ params }) => ({ ended: await hasEnded(deps, params.id) }),
});

const toOwner = ({ id, sessionId }: Caller): Owner => ({ id, sessionId });
