/** Who is calling: access tokens of people and of other services, each with a verifier of its own. */
import { createSecretKey, hash, type KeyObject } from "node:crypto";
import { admits, roles, type Access, type Holder } from "@shop/contracts/language/access";
import type { JWTHeaderParameters, JWTPayload } from "jose";
import * as joseErrors from "jose/errors";
import { SignJWT } from "jose/jwt/sign";
import { jwtVerify } from "jose/jwt/verify";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { KeySource } from "./keys.ts";
import { AppError } from "../errors.ts";

export type Caller = Holder & {
  readonly id: string;
  readonly sessionId: string;
  /** When the token is good no more, in epoch milliseconds. */
  readonly expiresAt: number;
};

export type TokenVerifier = {
  /** Throws unauthorized when the token is not good, unavailable when that cannot be known yet. */
  readonly verifyUser: (token: string) => Promise<Caller>;
  readonly verifyService: (token: string) => Promise<{ readonly service: string }>;
};

/** How access tokens are made: whoever signs them and whoever verifies them reads it here. */
export const accessTokens = {
  issuer: "supercoolshop",
  audience: "supercoolshop",
  type: "at+jwt",
  algorithm: "RS256",
  lifetimeS: 300,
} as const;

const serviceTokens = { type: "svc+jwt", algorithm: "HS256", lifetimeS: 60 } as const;
const clockToleranceS = 5;
const maxTokenLength = 4096;

/** The token of an `Authorization` header; throws `auth.invalid_token` for another scheme. Its name is read in any case (RFC 9110 §11.1). */
export function bearerOf(authorization: string): string {
  const token = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization)?.[1];
  if (token === undefined) throw invalidToken();
  return token;
}

export const signInFirst = (): AppError => new AppError("unauthorized", "auth.required", "Sign in first");

/** Throws `auth.forbidden` when the endpoint's rule does not let the caller in. */
export function requireAccess(caller: Caller, access: Access): void {
  if (admits(access, caller)) return;
  const needed = typeof access === "string" && !caller.scopes ? `This needs the role ${access}` : undefined;
  throw new AppError("forbidden", "auth.forbidden", needed ?? "This token does not allow it");
}

/** The answer to a token that is not good; it does not say why, the log does. */
export const invalidToken = (cause?: unknown): AppError =>
  new AppError("unauthorized", "auth.invalid_token", "The access token is not valid", {
    headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' },
    cause,
  });

const UserClaims = z.object({
  sub: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  sid: z.string().min(1).max(128),
  roles: z.tuple([z.enum(roles)]),
  /** RFC 9068 §2.2.3: the token is good for these of its role's powers only. */
  scope: z.string().max(1_000).optional(),
});
const ServiceClaims = z.object({ iss: z.string().min(1).max(64) });

export function createTokenVerifier({
  keys,
  serviceSecret,
  audience,
}: {
  keys: KeySource;
  /** Shared by all services of ours; at least 32 characters. */
  serviceSecret: string;
  /** This service's name. */
  audience: string;
}): TokenVerifier {
  const serviceKey = createSecretKey(Buffer.from(serviceSecret));
  const verifyUser = rememberUntilExpiry(mostPeople, async (token) => {
    const payload = await verify(token, {
      ...accessTokens,
      maxLifetimeS: 3 * accessTokens.lifetimeS,
      findKey: keys.findKey,
    });
    const {
      sub,
      sid,
      roles: [role],
      scope,
    } = parseClaims(UserClaims, payload);
    const scopes = scope === undefined ? {} : { scopes: scope.split(" ") };
    const expiresAt = payload.exp! * 1_000;
    return { value: { id: sub, sessionId: sid, role, expiresAt, ...scopes }, payload };
  });
  const verifyService = rememberUntilExpiry(mostCallers, async (token) => {
    const payload = await verify(token, {
      ...serviceTokens,
      audience,
      maxLifetimeS: serviceTokens.lifetimeS,
      findKey: async () => serviceKey,
    });
    return { value: { service: parseClaims(ServiceClaims, payload).iss }, payload };
  });
  return { verifyUser, verifyService };
}

export type ServiceTokens = { readonly tokenFor: (audience: string) => Promise<string> };

/** Signs what one service of ours shows to another; a token serves many calls. */
export function createServiceTokens({ secret, issuer }: { secret: string; issuer: string }): ServiceTokens {
  const key = createSecretKey(Buffer.from(secret));
  const made = new Map<string, { token: string; freshUntil: number }>();
  return {
    tokenFor: async (audience) => {
      const known = made.get(audience);
      if (known && Date.now() < known.freshUntil) return known.token;
      const token = await new SignJWT()
        .setProtectedHeader({ alg: serviceTokens.algorithm, typ: serviceTokens.type })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${serviceTokens.lifetimeS}s`)
        .sign(key);
      made.set(audience, { token, freshUntil: Date.now() + (serviceTokens.lifetimeS - 30) * 1000 });
      return token;
    },
  };
}

type Rules = {
  readonly type: string;
  readonly algorithm: string;
  readonly issuer?: string;
  readonly audience: string;
  readonly maxLifetimeS: number;
  readonly findKey: KeySource["findKey"];
};

/** RFC 8725: one algorithm, one type, keys from our own source only, every claim needed. */
async function verify(token: string, rules: Rules): Promise<JWTPayload> {
  if (token.length > maxTokenLength) throw invalidToken();
  try {
    const { payload } = await jwtVerify(token, (header) => findKey(header, rules), {
      algorithms: [rules.algorithm],
      audience: rules.audience,
      ...(rules.issuer && { issuer: rules.issuer }),
      clockTolerance: clockToleranceS,
      requiredClaims: ["iss", "exp"],
    });
    const latestNow = Date.now() / 1000 + clockToleranceS;
    if (payload.exp! > latestNow + rules.maxLifetimeS || (payload.iat ?? 0) > latestNow) throw invalidToken();
    return payload;
  } catch (error) {
    if (error instanceof joseErrors.JOSEError || error instanceof TypeError) throw invalidToken(error);
    throw error;
  }
}

/** Asked only about a token of the right kind: garbage must not make anybody fetch keys. */
async function findKey({ alg, typ, kid = "" }: JWTHeaderParameters, rules: Rules): Promise<KeyObject> {
  const isOurs = alg === rules.algorithm && typ === rules.type && typeof kid === "string";
  const key = isOurs ? await rules.findKey(kid) : undefined;
  if (!key) throw invalidToken();
  return key;
}

function parseClaims<Claims extends z.ZodType>(schema: Claims, payload: JWTPayload): z.output<Claims> {
  const result = schema.safeParse(payload);
  if (!result.success) throw invalidToken(result.error);
  return result.data;
}

/** Of people who are here at once; the room for them is taken at the start. */
const mostPeople = 20_000;
/** Each process of ours shows one token at a time. */
const mostCallers = 500;

/** Verifying costs 40–80 µs, looking up 2: a good token is verified once. */
function rememberUntilExpiry<Value extends object>(
  max: number,
  verifyToken: (token: string) => Promise<{ value: Value; payload: JWTPayload }>,
): (token: string) => Promise<Value> {
  const known = new LRUCache<string, { readonly value: Value; readonly until: number }>({ max });
  return async (token) => {
    const name = hash("sha256", token, "base64");
    const remembered = known.get(name);
    if (remembered && Date.now() < remembered.until) return remembered.value;
    const { value, payload } = await verifyToken(token);
    known.set(name, { value, until: payload.exp! * 1000 });
    return value;
  };
}
