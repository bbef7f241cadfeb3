/** The keys that access tokens are signed with. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";

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

export const keysApi = {
  getPublicKeys: defineEndpoint({
    method: "get",
    path: "/.well-known/jwks.json",
    summary: "The keys that access tokens are signed with (RFC 7517)",
    access: "all",
    status: 200,
    reply: z.object({ keys: z.array(PublicKey) }),
    cacheControl: "public, max-age=300",
  }),
};
