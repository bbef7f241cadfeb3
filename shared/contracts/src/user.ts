/** Everything the world may know about the user service. */
import { z } from "zod";
import { defineEndpoint, defineEvent } from "./contract.ts";
import { Email, line } from "./text.ts";
import { Id } from "./values.ts";

/** Each role includes the ones before it, so a person has one. */
export const Role = z.enum(["customer", "staff", "admin"]).meta({ id: "Role" });
export type Role = z.infer<typeof Role>;

const passwordLength = { min: 8, max: 128 };

/** Decomposed letters are several units each: long enough for every password that is short enough once it is normalised. */
const longestTyped = 8 * passwordLength.max;

const typedPassword = z.string().refine((password) => password.isWellFormed(), {
  error: "must not hold half a surrogate pair",
  abort: true,
});

/**
 * Counted in characters as people see them in a field, not in bytes, and as it is hashed (NFKC), so that it does not
 * matter which keyboard it was typed on; any are allowed, and all of them count.
 */
export const Password = typedPassword
  .refine(
    (password) => {
      if (password.length > longestTyped) return false;
      const length = Array.from(password.normalize("NFKC")).length;
      return length >= passwordLength.min && length <= passwordLength.max;
    },
    { error: `must be ${passwordLength.min} to ${passwordLength.max} characters` },
  )
  .meta({ minLength: passwordLength.min, maxLength: passwordLength.max, format: "password" });

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

export const PersonName = line(100);

export const User = z
  .object({
    id: Id,
    email: z.string(),
    name: z.string(),
    emailVerified: z.boolean(),
    roles: z.array(Role).length(1),
    version: z.int().positive(),
  })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;

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

export const UserTokens = Tokens.extend({ kind: z.literal("account"), user: User }).meta({
  id: "UserTokens",
});
export type UserTokens = z.infer<typeof UserTokens>;

export const PublicKey = z
  .object({
    kty: z.literal("RSA"),
    use: z.literal("sig"),
    alg: z.literal("RS256"),
    kid: z.string(),
    n: z.string(),
    e: z.string(),
  })
  .meta({ id: "PublicKey" });
export type PublicKey = z.infer<typeof PublicKey>;

export const userApi = {
  enterAsGuest: defineEndpoint({
    method: "post",
    path: "/auth/guest",
    summary: "Get a cart and orders without an account",
    access: "all",
    status: 201,
    reply: GuestTokens,
  }),
  register: defineEndpoint({
    method: "post",
    path: "/auth/register",
    summary:
      "Ask for an account; a mail has the link that confirms it. The answer is the same whether or not there is one",
    access: "all",
    body: z.strictObject({ email: Email, password: Password, name: PersonName }),
    status: 202,
    reply: z.object({ status: z.literal("accepted") }),
    cost: 5,
  }),
  verifyEmail: defineEndpoint({
    method: "post",
    path: "/auth/verify-email",
    summary: "Confirm an address with the token of the mail: from then on the account exists",
    access: "all",
    body: z.strictObject({ token: z.string().min(1).max(200) }),
    status: 204,
    reply: z.undefined(),
  }),
  logIn: defineEndpoint({
    method: "post",
    path: "/auth/login",
    summary: "Sign in; every failure is the same 401, also for an address that is not confirmed yet",
    access: "all",
    body: z.strictObject({ email: TypedEmail, password: typedPassword.min(1).max(longestTyped) }),
    refuses: ["unauthorized"],
    status: 200,
    reply: UserTokens,
    cost: 5,
  }),
  refresh: defineEndpoint({
    method: "post",
    path: "/auth/refresh",
    summary: "Exchange a refresh token for a new pair; using an old one again ends the session",
    access: "all",
    body: z.strictObject({ refreshToken: z.string().min(1).max(200) }),
    refuses: ["unauthorized"],
    status: 200,
    reply: z.discriminatedUnion("kind", [UserTokens, GuestTokens]).meta({
      // OpenAPI's word for it, which makers of clients look for.
      discriminator: {
        propertyName: "kind",
        mapping: { account: "#/components/schemas/UserTokens", guest: "#/components/schemas/GuestTokens" },
      },
    }),
  }),
  logOut: defineEndpoint({
    method: "post",
    path: "/auth/logout",
    summary: "Sign out: the refresh token is dead at once, the access token within a second",
    access: "guest",
    status: 204,
    reply: z.undefined(),
  }),
  getPublicKeys: defineEndpoint({
    method: "get",
    path: "/.well-known/jwks.json",
    summary: "The keys that access tokens are signed with (RFC 7517)",
    access: "all",
    status: 200,
    reply: z.object({ keys: z.array(PublicKey) }),
    cacheControl: "public, max-age=300",
  }),
  getMe: defineEndpoint({
    method: "get",
    path: "/me",
    summary: "Read my account",
    access: "customer",
    etag: true,
    status: 200,
    reply: User,
  }),
};

const userId = z.object({ userId: Id });

export const userEvents = {
  /** There is an account, whose address is confirmed: nobody has one before. */
  userRegistered: defineEvent("user.registered", userId),
  userVerified: defineEvent("user.verified", userId),
  /** Signed out, or ended for safety: access tokens of these sessions are no longer good. */
  sessionsRevoked: defineEvent("user.sessions_revoked", userId.extend({ sessionIds: z.array(Id).min(1) })),
};

/** Redis sorted set: member is a session id, score the epoch milliseconds when its last access token expires. */
export const revokedSessionsKey = "shop:revoked-sessions";
