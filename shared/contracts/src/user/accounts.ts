/** Who somebody is once the address is confirmed. */
import { z } from "zod";
import { roles } from "../language/access.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { line } from "../language/text.ts";
import { Id } from "../language/values.ts";

/** Of somebody with an account. Each role includes the ones before it, so a person has one. */
export const AccountRole = z.enum(roles).exclude(["guest"]).meta({ id: "Role" });
export type AccountRole = z.infer<typeof AccountRole>;

export const PersonName = line(100);

export const User = z
  .object({
    id: Id,
    email: z.string(),
    name: z.string(),
    emailVerified: z.boolean(),
    roles: z.array(AccountRole).length(1),
    version: z.int().positive(),
  })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;

/** A JSON merge patch (RFC 7396). */
const UserPatch = z.strictObject({ name: PersonName }).partial().meta({ id: "UserPatch" });

const gone = ["auth.account_gone"] as const;

export const accountsApi = {
  getMe: defineEndpoint({
    method: "get",
    path: "/me",
    summary: "Read my account",
    access: "customer",
    etag: true,
    refuses: { unauthorized: gone },
    status: 200,
    reply: User,
  }),
  updateMe: defineEndpoint({
    method: "patch",
    path: "/me",
    summary: "Change my account",
    access: "customer",
    body: UserPatch,
    ifMatch: "honoured",
    etag: true,
    refuses: { unauthorized: gone },
    status: 200,
    reply: User,
  }),
};
