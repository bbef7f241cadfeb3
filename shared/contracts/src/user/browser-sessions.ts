/**
 * Sessions of people who use the shop in a browser. A refresh token is good once, and two tabs would use it twice; so a
 * browser has a secret in its place, which stays as long as its session does. Only the service that renders pages asks here.
 */
import { z } from "zod";
import { roles } from "../language/access.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { Id } from "../language/values.ts";

/** Days that a session lasts, a guest's as well as an account's. */
export const sessionDays = {
  /** Without being used. */
  idle: 30,
  /** However often it is used. */
  most: 90,
} as const;

const Secret = z.string().min(1).max(200);

/** Who a browser is, and the token by which other services believe it. */
export const BrowserToken = z.object({
  kind: z.enum(["guest", "account"]),
  id: Id,
  /** Of an account; null: a guest. */
  name: z.string().nullable(),
  email: z.string().nullable(),
  role: z.enum(roles),
  /** JWT, for `Authorization: Bearer`. */
  accessToken: z.string(),
  /** Seconds the access token is good for; a minute at least. */
  expiresIn: z.int().positive(),
});
export type BrowserToken = z.infer<typeof BrowserToken>;

export const browserSessionsApi = {
  openBrowserSession: defineEndpoint({
    method: "post",
    path: "/internal/browser-sessions",
    summary: "Give the session that a refresh token belongs to a secret of a browser in that token's place",
    description: "The refresh token is used up by it, as by a refresh; used before, it ends the session.",
    access: "service",
    body: z.strictObject({ refreshToken: Secret }),
    refuses: { not_found: ["session.ended"] },
    status: 201,
    reply: BrowserToken.extend({ secret: Secret }),
  }),
  giveBrowserToken: defineEndpoint({
    method: "post",
    path: "/internal/browser-sessions/token",
    summary:
      "An access token for the session of a browser; the same one as before while it is good for a while yet",
    access: "service",
    body: z.strictObject({
      secret: Secret,
      /** Where the browser is now, for the owner's list of sessions. */
      address: z.string().max(64).optional(),
      userAgent: z.string().max(1_000).optional(),
    }),
    refuses: { not_found: ["session.ended"] },
    status: 200,
    reply: BrowserToken,
  }),
  endBrowserSession: defineEndpoint({
    method: "post",
    path: "/internal/browser-sessions/end",
    summary: "Sign a browser out; one that is signed out already stays so",
    access: "service",
    body: z.strictObject({ secret: Secret }),
    status: 204,
    reply: z.undefined(),
  }),
};
