/** A passkey's other half, as a browser and its authenticator are: with keys of P-256, for any origin that a test wants. */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { Assertion, Attestation } from "@shop/contracts/user/passkeys";

type Place = { readonly origin: string; readonly rpId: string };

export type Authenticator = {
  readonly id: string;
  attest(challenge: string): Attestation;
  /** `count`: what its counter says; `isVerified`: it has made sure who holds it. */
  assert(challenge: string, how?: Partial<Place> & { count?: number; isVerified?: boolean }): Assertion;
};

const shop: Place = { origin: "http://localhost:8080", rpId: "localhost" };
const flags = { present: 0x01, verified: 0x04, hasCredential: 0x40 };
const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest();

/** `owner`: the id of the account that its passkey is for. */
export function createAuthenticator(owner: string, place: Place = shop): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const credentialId = randomBytes(32);
  const id = credentialId.toString("base64url");
  let counted = 0;

  const clientData = (type: string, challenge: string, origin: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const authenticatorData = (rpId: string, flag: number, count: number) => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(count);
    return Buffer.concat([sha256(rpId), Buffer.from([flag]), counter]);
  };

  return {
    id,
    attest(challenge) {
      const coordinate = (value: string) => bytes(Buffer.from(value, "base64url"));
      // COSE: key type 2 (two coordinates), algorithm −7 (ES256), curve 1 (P-256).
      const key = map([
        [[0x01], [0x02]],
        [[0x03], [0x26]],
        [[0x20], [0x01]],
        [[0x21], coordinate(x)],
        [[0x22], coordinate(y)],
      ]);
      const length = Buffer.from([0, credentialId.length]);
      const { present, verified, hasCredential } = flags;
      const data = Buffer.concat([
        authenticatorData(place.rpId, present | verified | hasCredential, counted),
        Buffer.alloc(16),
        length,
        credentialId,
        key,
      ]);
      const attestation = map([
        [text("fmt"), text("none")],
        [text("attStmt"), map([])],
        [text("authData"), bytes(data)],
      ]);
      return {
        id,
        rawId: id,
        type: "public-key",
        response: {
          clientDataJSON: clientData("webauthn.create", challenge, place.origin).toString("base64url"),
          attestationObject: attestation.toString("base64url"),
          transports: ["internal"],
        },
      };
    },

    assert(challenge, { origin = place.origin, rpId = place.rpId, count, isVerified = true } = {}) {
      counted = count ?? counted + 1;
      const data = authenticatorData(rpId, flags.present | (isVerified ? flags.verified : 0), counted);
      const client = clientData("webauthn.get", challenge, origin);
      return {
        id,
        rawId: id,
        type: "public-key",
        response: {
          clientDataJSON: client.toString("base64url"),
          authenticatorData: data.toString("base64url"),
          signature: sign("sha256", Buffer.concat([data, sha256(client)]), privateKey).toString("base64url"),
          userHandle: Buffer.from(owner).toString("base64url"),
        },
      };
    },
  };
}

/** CBOR (RFC 8949), as much of it as an attestation is made of. */
const bytes = (data: Buffer): Buffer =>
  Buffer.concat([
    data.length < 256
      ? Buffer.from([0x58, data.length])
      : Buffer.from([0x59, data.length >> 8, data.length & 0xff]),
    data,
  ]);
const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
const map = (entries: readonly (readonly [Uint8Array | number[], Uint8Array | number[]])[]): Buffer =>
  Buffer.concat([Buffer.from([0xa0 + entries.length]), ...entries.flat().map((part) => Buffer.from(part))]);
