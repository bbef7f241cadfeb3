import type { managedUsersApi } from "@shop/contracts/user/managed-users";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import type { Account } from "../accounts/account.ts";
import { listSessions } from "../sessions/my-sessions.ts";
import { getUser, listUsers, updateUser, type ManageUsersDeps } from "./manage-users.ts";
import { toManagedUser } from "./managed-user.ts";
import { removeUserFactors, type UserFactorsDeps } from "./user-factors.ts";
import { endUserSession, endUserSessions, type UserSessionsDeps } from "./user-sessions.ts";

type ManagedUserDeps = ManageUsersDeps & UserSessionsDeps & UserFactorsDeps;

export const managedUserRoutes = (
  deps: ManagedUserDeps,
  cursors: Cursors,
): Handlers<typeof managedUsersApi> => ({
  listUsers: async ({ query: { email, limit, cursor, count } }) => {
    const query = `users:${email ?? ""}`;
    const [behind] = cursor === undefined ? [] : cursors.decode(query, cursor);
    const after = behind === undefined ? {} : { after: String(behind) };
    const page = await listUsers(deps, { ...(email !== undefined && { email }), limit, ...after });
    const next = page.next === null ? null : cursors.encode(query, [page.next]);
    const total = count && { total: await deps.accountLists.count(email ?? "") };
    return reply({ items: page.items.map(toManagedUser), next, ...total }, { next });
  },

  getUser: async ({ params }) => shown(await getUser(deps, params.id)),

  updateUser: async ({ params, body: { roles, disabled }, user, expect }) => {
    const change = { id: params.id, by: user.id, standing: { role: roles?.[0], disabled }, expect };
    return shown(await updateUser(deps, change));
  },

  listUserSessions: async ({ params: { id }, query: { limit, cursor, count }, user }) => {
    await getUser(deps, id);
    const query = `sessions-of:${id}`;
    const [at, last] = cursor === undefined ? [] : cursors.decode(query, cursor);
    const after = at === undefined ? undefined : { refreshedAt: new Date(Number(at)), id: String(last) };
    const page = await listSessions(deps, { id, sessionId: user.sessionId }, { limit, after });
    const next = page.next && cursors.encode(query, [page.next.refreshedAt.getTime(), page.next.id]);
    const total = count && { total: await deps.sessions.countOf(id, deps.now()) };
    return reply({ items: page.items, next, ...total }, { next });
  },

  endUserSession: ({ params: { id, sessionId }, user }) =>
    endUserSession(deps, { userId: id, sessionId, by: user.id }),

  endUserSessions: ({ params: { id }, user }) => endUserSessions(deps, { userId: id, by: user.id }),

  removeUserFactors: ({ params: { id }, user }) => removeUserFactors(deps, { userId: id, by: user.id }),
});

function shown(account: Account) {
  const user = toManagedUser(account);
  return reply(user, { etag: user.version });
}
