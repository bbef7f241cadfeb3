/**
 * What a browser is told to do with a passkey, and what it answers: WebAuthn's JSON (https://www.w3.org/TR/webauthn-3/),
 * for `PublicKeyCredential.parseCreationOptionsFromJSON` and of `toJSON`. Its answers gain members with every version: what
 * is not named here is left out, not refused.
 */
import { z } from "zod";

const base64url = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[A-Za-z0-9_-]+$/, "must be base64url");

const credentialId = base64url(1_400);
const Transport = z.string().max(32);

const answer = { id: credentialId, rawId: credentialId, type: z.literal("public-key") };

export const Attestation = z
  .object({
    ...answer,
    response: z.object({
      clientDataJSON: base64url(4_000),
      attestationObject: base64url(60_000),
      transports: z.array(Transport).max(10).optional(),
    }),
  })
  .meta({ id: "PasskeyAttestation" });
export type Attestation = z.infer<typeof Attestation>;

export const Assertion = z
  .object({
    ...answer,
    response: z.object({
      clientDataJSON: base64url(4_000),
      authenticatorData: base64url(8_000),
      signature: base64url(8_000),
      userHandle: base64url(100).nullish(),
    }),
  })
  .meta({ id: "PasskeyAssertion" });
export type Assertion = z.infer<typeof Assertion>;

const Known = z.object({
  id: z.string(),
  type: z.literal("public-key"),
  transports: z.array(z.string()).optional(),
});
const Wish = z.enum(["required", "preferred", "discouraged"]);

export const CreationOptions = z
  .object({
    challenge: z.string(),
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ type: z.literal("public-key"), alg: z.int() })),
    timeout: z.int(),
    excludeCredentials: z.array(Known),
    authenticatorSelection: z.object({
      residentKey: Wish,
      requireResidentKey: z.boolean(),
      userVerification: Wish,
    }),
    attestation: z.literal("none"),
  })
  .meta({ id: "PasskeyCreationOptions" });
export type CreationOptions = z.infer<typeof CreationOptions>;

export const RequestOptions = z
  .object({
    challenge: z.string(),
    rpId: z.string(),
    /** Empty: the person chooses among those of this shop. */
    allowCredentials: z.array(Known),
    timeout: z.int(),
    userVerification: Wish,
  })
  .meta({ id: "PasskeyRequestOptions" });
export type RequestOptions = z.infer<typeof RequestOptions>;
