/** Accounts, as those see and change them who run the shop. */
import { z } from "zod";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { line } from "../language/text.ts";
import { Id, Timestamp } from "../language/values.ts";
import { AccountRole, User } from "./accounts.ts";
import { SessionPage } from "./sessions.ts";

export const ManagedUser = User.extend({
  /** Cannot sign in. */
  disabled: z.boolean(),
  /** Has asked to be erased, and cannot sign in either. */
  leaving: z.boolean(),
  createdAt: Timestamp,
}).meta({ id: "ManagedUser" });
export type ManagedUser = z.infer<typeof ManagedUser>;

/** A JSON merge patch (RFC 7396). */
const ManagedUserPatch = z
  .strictObject({ roles: z.array(AccountRole).length(1), disabled: z.boolean() })
  .partial()
  .meta({ id: "ManagedUserPatch" });

const userSubject = defineSubject({
  kind: "user",
  id: "id",
  shows: ManagedUser.pick({ id: true, roles: true, disabled: true, version: true }),
});
const sessionSubject = defineSubject({
  kind: "session",
  id: "sessionId",
  shows: z.object({ userId: Id, createdAt: Timestamp, endedAt: Timestamp.nullable() }),
});

const params = z.object({ id: Id });
const unknownUser = ["user.not_found"] as const;
const unsaid = { status: 204, reply: z.undefined() } as const;

export const managedUsersApi = {
  listUsers: defineEndpoint({
    method: "get",
    path: "/admin/users",
    summary: "The accounts, by e-mail address",
    access: "admin",
    query: z.strictObject({
      /** What the address begins with, in any case. */
      email: line(254).optional(),
      ...pageQuery,
    }),
    status: 200,
    reply: pageOf(ManagedUser),
  }),
  getUser: defineEndpoint({
    method: "get",
    path: "/admin/users/:id",
    summary: "Read an account",
    access: "admin",
    params,
    etag: true,
    refuses: { not_found: unknownUser },
    status: 200,
    reply: ManagedUser,
  }),
  updateUser: defineEndpoint({
    method: "patch",
    path: "/admin/users/:id",
    summary: "Change an account's role, disable it, or enable it again",
    description:
      "All of its sessions end with the change, within a second everywhere. The last admin who is not disabled stays one.",
    access: "admin",
    act: { action: "users.update", on: userSubject, replies: true },
    params,
    body: ManagedUserPatch,
    ifMatch: "honoured",
    etag: true,
    refuses: { not_found: unknownUser, conflict: ["user.last_admin", "user.leaving"] },
    status: 200,
    reply: ManagedUser,
  }),
  listUserSessions: defineEndpoint({
    method: "get",
    path: "/admin/users/:id/sessions",
    summary: "Where somebody is signed in, the latest first",
    access: "admin",
    params,
    query: z.strictObject(pageQuery),
    refuses: { not_found: unknownUser },
    status: 200,
    reply: SessionPage,
  }),
  endUserSession: defineEndpoint({
    method: "delete",
    path: "/admin/users/:id/sessions/:sessionId",
    summary: "Sign somebody out there",
    access: "admin",
    act: { action: "users.end_session", on: sessionSubject },
    params: z.object({ id: Id, sessionId: Id }),
    refuses: { not_found: [...unknownUser, "session.not_found"] },
    ...unsaid,
  }),
  endUserSessions: defineEndpoint({
    method: "delete",
    path: "/admin/users/:id/sessions",
    summary: "Sign somebody out everywhere",
    access: "admin",
    act: { action: "users.end_sessions", on: userSubject },
    params,
    refuses: { not_found: unknownUser },
    ...unsaid,
  }),
  removeUserFactors: defineEndpoint({
    method: "delete",
    path: "/admin/users/:id/second-factors",
    summary: "Take all second factors from somebody who has lost theirs",
    description:
      "Recovery codes go, too, and all sessions end: the password is enough to sign in then. The owner is told by mail. Of somebody without any nothing changes.",
    access: "admin",
    act: { action: "users.remove_second_factors", on: userSubject },
    params,
    refuses: { not_found: unknownUser, conflict: ["user.leaving"] },
    ...unsaid,
  }),
};
