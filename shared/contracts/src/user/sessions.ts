/** Being somebody for a while: as a guest, or signed in. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { Id, Timestamp } from "../language/values.ts";
import { User } from "./accounts.ts";
import { longestTyped, typedPassword } from "./passwords.ts";

/** To sign in anything may be typed: what is no address has no account. */
const TypedEmail = z
  .string()
  .refine((email) => email.isWellFormed(), {
    error: "must not hold half a surrogate pair",
    abort: true,
  })
  .normalize("NFC")
  .trim()
  .min(1)
  .max(254);

const Tokens = z.object({
  /** JWT, for `Authorization: Bearer`. */
  accessToken: z.string(),
  /** Seconds the access token is good for. */
  expiresIn: z.int().positive(),
  /** Good once, for `POST /auth/refresh`. */
  refreshToken: z.string(),
});

/** `kind` tells the two apart. */
export const GuestTokens = Tokens.extend({
  kind: z.literal("guest"),
  guest: z.object({ id: Id }),
}).meta({ id: "GuestTokens" });
export type GuestTokens = z.infer<typeof GuestTokens>;

export const UserTokens = Tokens.extend({
  kind: z.literal("account"),
  user: User,
  /** True: a customer's rights are all there are until a second factor is confirmed and the tokens are refreshed. */
  secondFactorNeeded: z.boolean().optional(),
}).meta({ id: "UserTokens" });
export type UserTokens = z.infer<typeof UserTokens>;

export const sessionsApi = {
  enterAsGuest: defineEndpoint({
    method: "post",
    path: "/auth/guest",
    summary: "Get a cart and orders without an account",
    access: "all",
    token: "ignored",
    status: 201,
    reply: GuestTokens,
  }),
  logIn: defineEndpoint({
    method: "post",
    path: "/auth/login",
    summary: "Sign in; every failure is the same 401, also for an address that is not confirmed yet",
    description:
      "Where the account has a second factor, the right password is answered 401 `auth.second_factor_required` with a `challenge`, the `kinds` that may answer it (`totp`, `passkey`, `recovery_code`), and for a passkey the `options`, for `POST /auth/second-factor`.",
    access: "all",
    token: "ignored",
    body: z.strictObject({ email: TypedEmail, password: typedPassword.min(1).max(longestTyped) }),
    refuses: {
      unauthorized: ["auth.invalid_credentials", "auth.second_factor_required"],
      too_many: ["auth.too_many_attempts"],
      unavailable: ["auth.busy"],
    },
    status: 200,
    reply: UserTokens,
    cost: 5,
  }),
  refresh: defineEndpoint({
    method: "post",
    path: "/auth/refresh",
    priority: "checkout",
    summary: "Exchange a refresh token for a new pair; using an old one again ends the session",
    access: "all",
    token: "ignored",
    body: z.strictObject({ refreshToken: z.string().min(1).max(200) }),
    refuses: { unauthorized: ["auth.invalid_refresh_token"] },
    status: 200,
    reply: z.discriminatedUnion("kind", [UserTokens, GuestTokens]),
  }),
  logOut: defineEndpoint({
    method: "post",
    path: "/auth/logout",
    summary: "Sign out: the refresh token is dead at once, the access token within a second",
    access: "guest",
    status: 204,
    reply: z.undefined(),
  }),
};

const Session = z
  .object({
    id: Id,
    /** As a person would call it: `Firefox on Windows`. */
    device: z.string(),
    /** The block of addresses that it was last seen in. */
    place: z.string(),
    createdAt: Timestamp,
    /** When it last got a new access token. */
    lastSeenAt: Timestamp,
    /** It is the one that asks. */
    current: z.boolean(),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

export const SessionPage = pageOf(Session);

const unsaid = { status: 204, reply: z.undefined() } as const;

export const mySessionsApi = {
  listSessions: defineEndpoint({
    method: "get",
    path: "/me/sessions",
    summary: "Where I am signed in, the latest first",
    access: "customer",
    query: z.strictObject(pageQuery),
    status: 200,
    reply: SessionPage,
  }),
  endSession: defineEndpoint({
    method: "delete",
    path: "/me/sessions/:id",
    summary: "Sign out there",
    access: "customer",
    params: z.object({ id: Id }),
    refuses: { not_found: ["session.not_found"] },
    ...unsaid,
  }),
  endSessions: defineEndpoint({
    method: "delete",
    path: "/me/sessions",
    summary: "Sign out everywhere, here too",
    access: "customer",
    ...unsaid,
  }),
};

/** Redis sorted set: member is a session id, score the epoch milliseconds when its last access token expires. */
export const revokedSessionsKey = "shop:revoked-sessions";

/**
 * A member of it that is no session and says that none is missing. It is written together with all that ended lately, so a
 * Redis that has lost what it held has lost this as well.
 */
export const noneIsMissing = "none-is-missing";

/** Asked by the gateway, never routed by it. */
export const sessionStatesApi = {
  getSession: defineEndpoint({
    method: "get",
    path: "/internal/sessions/:id",
    summary: "Whether a session has ended; one that is not known has",
    access: "service",
    params: z.object({ id: z.string().min(1).max(128) }),
    status: 200,
    reply: z.object({ ended: z.boolean() }),
    timeoutMs: 2_000,
  }),
};
