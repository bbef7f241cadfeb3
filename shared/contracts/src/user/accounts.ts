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

export const accountsApi = {
  getMe: defineEndpoint({
    method: "get",
    path: "/me",
    summary: "Read my account",
    access: "customer",
    etag: true,
    refuses: { unauthorized: ["auth.account_gone"] },
    status: 200,
    reply: User,
  }),
};
