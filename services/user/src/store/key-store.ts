/** Signing keys in MongoDB, one row per slot, so that replicas agree without talking. */
import { collectionOf } from "@shop/kit/mongo/collections";
import { PublicKey } from "@shop/contracts/user/keys";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import type { Connection } from "mongoose";
import type { KeyStore } from "../keys/deps.ts";
import type { SigningKey } from "../keys/signing-key.ts";
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";

const algorithm = "RS256";

type Row = {
  /** Begin of the slot. */
  readonly _id: string;
  readonly startsAt: Date;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly kid: string;
  readonly privateKey: JWK;
};

export function createKeyStore({ connection, now }: { connection: Connection; now: () => Date }): KeyStore {
  const rows = collectionOf<Row>(connection, "signing_keys");
  return {
    list: async () => Promise.all((await rows.find().sort({ startsAt: 1 }).toArray()).map(toSigningKey)),
    async ensure({ startsAt, keptUntil }) {
      const slot = startsAt.toISOString();
      if (await rows.findOne({ _id: slot }, { projection: { _id: 1 } })) return;
      const { privateKey } = await generateKeyPair(algorithm, { modulusLength: 2048, extractable: true });
      const jwk = await exportJWK(privateKey);
      try {
        await rows.insertOne({
          _id: slot,
          startsAt,
          createdAt: now(),
          expiresAt: keptUntil,
          // A thumbprint (RFC 7638): a database begun anew has other keys for the same slots, under other names.
          kid: await calculateJwkThumbprint(jwk),
          privateKey: jwk,
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
  };
}

async function toSigningKey({ startsAt, createdAt, expiresAt, kid, privateKey }: Row): Promise<SigningKey> {
  const publicKey = PublicKey.parse({ ...privateKey, use: "sig", alg: algorithm, kid });
  const imported = (await importJWK(privateKey, algorithm)) as SigningKey["privateKey"];
  return { startsAt, createdAt, keptUntil: expiresAt, publicKey, privateKey: imported };
}
