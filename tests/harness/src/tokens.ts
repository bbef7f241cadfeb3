/** Access tokens for tests, signed as the user service signs them, and the key source that trusts them. */
import { generateKeyPairSync, randomUUID, type KeyObject } from "node:crypto";
import { SignJWT, type JWTHeaderParameters, type JWTPayload } from "jose";
import { accessTokens } from "@shop/kit/auth/tokens";
import type { Role } from "@shop/contracts/language/access";
import { type JsonWebKeys, createLocalKeys, type KeySource } from "@shop/kit/auth/keys";

export type TestTokens = {
  readonly keys: KeySource;
  /** What a user service would publish. */
  readonly jwks: JsonWebKeys;
  readonly privateKey: KeyObject;
  readonly tokenFor: (caller: {
    readonly id: string;
    readonly role: Role;
    readonly sessionId?: string;
    /** Negative: expired that long ago. */
    readonly lifetimeS?: number;
  }) => Promise<string>;
  /** Any token: what is given replaces what a good one has; undefined leaves it out. */
  readonly sign: (claims?: JWTPayload, header?: Partial<JWTHeaderParameters>) => Promise<string>;
};

export function createTestTokens(kid: string = randomUUID()): TestTokens {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwks = {
    keys: [{ ...publicKey.export({ format: "jwk" }), kid, alg: accessTokens.algorithm, use: "sig" }],
  };

  const sign: TestTokens["sign"] = (claims = {}, header = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const good: JWTPayload = {
      iss: accessTokens.issuer,
      aud: accessTokens.audience,
      sub: randomUUID(),
      sid: randomUUID(),
      roles: ["customer"],
      iat: now,
      exp: now + accessTokens.lifetimeS,
    };
    return new SignJWT({ ...good, ...claims })
      .setProtectedHeader({ alg: accessTokens.algorithm, typ: accessTokens.type, kid, ...header })
      .sign(privateKey);
  };

  return {
    jwks,
    privateKey,
    keys: createLocalKeys(() => jwks),
    tokenFor: ({ id, role, sessionId = randomUUID(), lifetimeS = accessTokens.lifetimeS }) =>
      sign({ sub: id, sid: sessionId, roles: [role], exp: Math.floor(Date.now() / 1000) + lifetimeS }),
    sign,
  };
}
