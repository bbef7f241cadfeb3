/** Signing keys in MongoDB, one row per slot, so that replicas agree without talking. */
import { PublicKey } from "@shop/contracts/user/keys";
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import type { Connection } from "mongoose";
import type { SigningKey, Slot } from "./signing-key.ts";

const algorithm = "RS256";

type KeyRow = {
  /** Begin of the slot. */
  readonly _id: string;
  readonly startsAt: Date;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly kid: string;
  readonly privateKey: JWK;
};

export const signingKeyCollection: Collection = {
  name: "signing_keys",
  indexes: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "ttl" }],
};

export type KeyStore = {
  list(): Promise<SigningKey[]>;
  /** Makes the key of this slot unless it is there; of replicas that do so together, one makes it for all. */
  ensure(slot: Slot): Promise<void>;
};

export function createKeyStore({ connection, now }: { connection: Connection; now: () => Date }): KeyStore {
  const rows = collectionOf<KeyRow>(connection, signingKeyCollection.name);
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

async function toSigningKey({
  startsAt,
  createdAt,
  expiresAt,
  kid,
  privateKey,
}: KeyRow): Promise<SigningKey> {
  const publicKey = PublicKey.parse({ ...privateKey, use: "sig", alg: algorithm, kid });
  const imported = (await importJWK(privateKey, algorithm)) as SigningKey["privateKey"];
  return { startsAt, createdAt, keptUntil: expiresAt, publicKey, privateKey: imported };
}
