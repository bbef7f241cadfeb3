/** Access tokens: JWTs of RFC 9068's type, signed with the key ring's current key. */
import { randomUUID } from "node:crypto";
import type { Role, Scope } from "@shop/contracts/language/access";
import { accessTokens } from "@shop/kit/auth/tokens";
import { SignJWT } from "jose/jwt/sign";
import type { KeyRing } from "../keys/key-ring.ts";

type Claims = {
  readonly userId: string;
  readonly sessionId: string;
  readonly role: Role;
  /** Narrows the token to these of its role's powers (RFC 9068 §2.2.3). */
  readonly scopes?: readonly Scope[];
  /** Absent: after the usual time. */
  readonly expiresAt?: Date;
};

export type AccessTokens = {
  /** Throws `auth.keys_unavailable`. */
  sign(claims: Claims, now: Date): Promise<string>;
};

export const createAccessTokens = (keyRing: Pick<KeyRing, "signingKey">): AccessTokens => ({
  async sign({ userId, sessionId, role, scopes, expiresAt }, now) {
    const { publicKey, privateKey } = await keyRing.signingKey();
    const issuedAt = Math.floor(now.getTime() / 1000);
    return (
      new SignJWT({ sid: sessionId, roles: [role], ...(scopes && { scope: scopes.join(" ") }) })
        .setProtectedHeader({ alg: publicKey.alg, kid: publicKey.kid, typ: accessTokens.type })
        .setIssuer(accessTokens.issuer)
        .setAudience(accessTokens.audience)
        .setSubject(userId)
        // Or two of one session that are made within a second were one (RFC 9068 §2.2).
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(
          expiresAt ? Math.ceil(expiresAt.getTime() / 1000) : issuedAt + accessTokens.lifetimeS,
        )
        .sign(privateKey)
    );
  },
});
