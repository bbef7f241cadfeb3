/** Passkeys (WebAuthn): what the browser is told, and whether its answer is for this shop. */
import type { Assertion, Attestation, CreationOptions, RequestOptions } from "@shop/contracts/user/passkeys";
import type { Credential } from "./second-factor.ts";

export type Passkeys = {
  creationOptions(wanted: {
    /** 256 random bits in base64url. */
    readonly challenge: string;
    readonly owner: { readonly id: string; readonly email: string; readonly name: string };
    /** One authenticator keeps one of an account. */
    readonly known: readonly Credential[];
  }): Promise<CreationOptions>;
  /** `known` empty: whichever of this shop the person chooses, and the authenticator makes sure who that is. */
  requestOptions(challenge: string, known: readonly Credential[]): Promise<RequestOptions>;
  /** Undefined: it is not for this shop, or not for a challenge that `isExpected`. */
  verifyCreation(
    attestation: Attestation,
    isExpected: (challenge: string) => boolean,
  ): Promise<Credential | undefined>;
  /** The authenticator's counter; undefined when it is not the owner's answer to this challenge at this shop. */
  verifyUse(used: {
    readonly assertion: Assertion;
    readonly challenge: string;
    readonly passkey: Credential;
    /** Nothing else was asked: the authenticator must have made sure who holds it. */
    readonly isAlone: boolean;
  }): Promise<number | undefined>;
};

const timeout = 5 * 60_000;

/** EdDSA, ES256 and RS256, which every authenticator has one of. */
const supportedAlgorithmIDs = [-8, -7, -257];

/** Loaded with the first passkey: a process that has seen none does without its 11 MB. */
const webAuthn = () => import("@simplewebauthn/server");

/** `shopUrl`: where the shop's pages are; a passkey is good there and nowhere else. */
export function createPasskeys(shopUrl: string): Passkeys {
  const { origin, hostname: rpID } = new URL(shopUrl);
  const expected = { expectedOrigin: origin, expectedRPID: rpID };
  return {
    async creationOptions({ challenge, owner, known }) {
      const { generateRegistrationOptions } = await webAuthn();
      const options = await generateRegistrationOptions({
        rpName: "SuperCoolShop",
        rpID,
        challenge: bytesOf(challenge),
        userID: new TextEncoder().encode(owner.id),
        userName: owner.email,
        userDisplayName: owner.name,
        timeout,
        excludeCredentials: toKnown(known),
        supportedAlgorithmIDs,
        authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
      });
      return options as CreationOptions;
    },

    async requestOptions(challenge, known) {
      const { generateAuthenticationOptions } = await webAuthn();
      const options = await generateAuthenticationOptions({
        rpID,
        challenge: bytesOf(challenge),
        timeout,
        allowCredentials: toKnown(known),
        userVerification: known.length === 0 ? "required" : "preferred",
      });
      return options as RequestOptions;
    },

    async verifyCreation({ response, ...attestation }, isExpected) {
      const { transports = [], ...made } = response;
      const { verifyRegistrationResponse } = await webAuthn();
      const { registrationInfo } = await orRefused(
        verifyRegistrationResponse({
          ...expected,
          response: { ...attestation, response: made, clientExtensionResults: {} },
          expectedChallenge: isExpected,
          requireUserVerification: false,
          supportedAlgorithmIDs,
        }),
      );
      if (!registrationInfo) return undefined;
      const { id, publicKey, counter } = registrationInfo.credential;
      return {
        credentialId: id,
        publicKey: Buffer.from(publicKey).toString("base64url"),
        counter,
        transports,
      };
    },

    async verifyUse({ assertion: { response, ...assertion }, challenge, passkey, isAlone }) {
      const { userHandle, ...shown } = response;
      const { verifyAuthenticationResponse } = await webAuthn();
      const answer = { ...shown, ...(typeof userHandle === "string" && { userHandle }) };
      const { verified, authenticationInfo } = await orRefused(
        verifyAuthenticationResponse({
          ...expected,
          response: { ...assertion, response: answer, clientExtensionResults: {} },
          expectedChallenge: challenge,
          credential: {
            id: passkey.credentialId,
            publicKey: bytesOf(passkey.publicKey),
            counter: passkey.counter,
          },
          requireUserVerification: isAlone,
        }),
      );
      return verified ? authenticationInfo?.newCounter : undefined;
    },
  };
}

/** It throws for whatever is wrong with bytes that anybody may send: none of it is our fault. */
const orRefused = <Verified extends { verified: boolean }>(
  verifying: Promise<Verified>,
): Promise<Partial<Verified>> => verifying.catch(() => ({}));

const bytesOf = (base64url: string) => new Uint8Array(Buffer.from(base64url, "base64url"));

const toKnown = (known: readonly Credential[]) =>
  known.map(({ credentialId, transports }) => ({ id: credentialId, transports: [...transports] }));
