/** Access tokens: JWTs of RFC 9068's type, signed with the key ring's current key. */
import { randomUUID } from "node:crypto";
import type { Role } from "@shop/contracts/language/access";
import { accessTokens } from "@shop/kit/auth/tokens";
import { SignJWT } from "jose";
import type { KeyRing } from "../keys/key-ring.ts";

export type AccessTokens = {
  /** Throws `auth.keys_unavailable`. */
  sign(claims: { userId: string; sessionId: string; role: Role }, now: Date): Promise<string>;
};

export const createAccessTokens = (keyRing: Pick<KeyRing, "signingKey">): AccessTokens => ({
  async sign({ userId, sessionId, role }, now) {
    const { publicKey, privateKey } = await keyRing.signingKey();
    const issuedAt = Math.floor(now.getTime() / 1000);
    return (
      new SignJWT({ sid: sessionId, roles: [role] })
        .setProtectedHeader({ alg: publicKey.alg, kid: publicKey.kid, typ: accessTokens.type })
        .setIssuer(accessTokens.issuer)
        .setAudience(accessTokens.audience)
        .setSubject(userId)
        // Or two of one session that are made within a second were one (RFC 9068 §2.2).
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + accessTokens.lifetimeS)
        .sign(privateKey)
    );
  },
});
