/**
 * Signing keys in MongoDB, one row per slot, so that replicas agree without talking. Their private halves are sealed; a
 * row is sealed once, so that while the secrets change a process that has not got the newest goes on with what it can open.
 */
import { PublicKey } from "@shop/contracts/user/keys";
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Logger } from "@shop/kit/process/logger";
import type { Sealer } from "@shop/kit/process/sealer";
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
  /** Both halves as a JWK's JSON, sealed; absent in a row of before, until it is read. */
  readonly sealedKey?: string;
  readonly publicKey?: { readonly kty: "RSA"; readonly n: string; readonly e: string };
  /** In clear, in a row of before. */
  readonly privateKey?: JWK;
};

export const signingKeyCollection: Collection = {
  name: "signing_keys",
  indexes: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "ttl" }],
};

export type KeyStore = {
  /** Seals what it finds in clear. */
  list(): Promise<SigningKey[]>;
  /** Makes the key of this slot unless it is there; of replicas that do so together, one makes it for all. */
  ensure(slot: Slot): Promise<void>;
};

type KeyStoreDeps = {
  readonly connection: Connection;
  readonly sealer: Sealer;
  readonly log: Pick<Logger, "warn">;
  readonly now: () => Date;
};

export function createKeyStore({ connection, sealer, log, now }: KeyStoreDeps): KeyStore {
  const rows = collectionOf<KeyRow>(connection, signingKeyCollection.name);

  const halves = (key: JWK) => {
    const { n = "", e = "" } = key;
    return { publicKey: { kty: "RSA", n, e } as const, sealedKey: sealer.seal(JSON.stringify(key)) };
  };

  const sealed = async (row: KeyRow): Promise<KeyRow> => {
    const { privateKey, ...rest } = row;
    const { _id } = row;
    if (!privateKey) return row;
    const sealedHalves = halves(privateKey);
    const inClear = { _id, privateKey: { $exists: true } };
    await rows.updateOne(inClear, { $set: sealedHalves, $unset: { privateKey: "" } });
    return { ...rest, ...sealedHalves };
  };

  const open = async ({ kid, sealedKey = "" }: KeyRow): Promise<SigningKey["privateKey"]> => {
    try {
      return (await importJWK(
        JSON.parse(sealer.open(sealedKey)) as JWK,
        algorithm,
      )) as SigningKey["privateKey"];
    } catch (error) {
      log.warn(
        { err: error, kid },
        "A signing key cannot be opened: others may sign with it, this process does not",
      );
      return null;
    }
  };

  const toSigningKey = async (row: KeyRow): Promise<SigningKey> => {
    const { startsAt, createdAt, expiresAt, kid } = row;
    const publicKey = PublicKey.parse({ ...row.publicKey, use: "sig", alg: algorithm, kid });
    return { startsAt, createdAt, keptUntil: expiresAt, publicKey, privateKey: await open(row) };
  };

  return {
    async list() {
      const found = await rows.find().sort({ startsAt: 1 }).toArray();
      return Promise.all(found.map(async (row) => toSigningKey(await sealed(row))));
    },
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
          ...halves(jwk),
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
  };
}
