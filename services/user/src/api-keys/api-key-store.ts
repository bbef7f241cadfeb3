/** API keys in MongoDB: of the key itself its SHA-256. One that has ended stays for a while, to be told of. */
import type { Total } from "@shop/contracts/language/page";
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { countRows } from "@shop/kit/mongo/count-rows";
import type { Connection } from "mongoose";
import type { Ended } from "../sessions/revoked-session-store.ts";
import { endOf, notedBefore, type ApiKey } from "./api-key.ts";

/** A field that is added from now on is optional here, and `toApiKey` gives it its value. */
type ApiKeyRow = Omit<ApiKey, "id"> & {
  readonly _id: string;
  readonly keyHash: string;
  /** MongoDB removes the row then. */
  readonly removeAt?: Date;
  readonly outbox: readonly Unsent[];
};

export const apiKeyCollection: Collection = {
  name: "api_keys",
  indexes: [
    { key: { keyHash: 1 }, unique: true, name: "key" },
    { key: { createdAt: -1, _id: -1 }, name: "newest" },
    { key: { createdBy: 1 }, name: "creator" },
    { key: { removeAt: 1 }, expireAfterSeconds: 0, name: "ttl" },
    outboxIndex,
  ],
};

const keptAfterEndMs = 30 * 24 * 60 * 60_000;

/** Where a page of keys ended. */
export type Position = { readonly createdAt: Date; readonly id: string };

export type ApiKeyStore = {
  insert(key: ApiKey, keyHash: string): Promise<void>;
  find(id: string): Promise<ApiKey | undefined>;
  findByHash(keyHash: string): Promise<ApiKey | undefined>;
  /** Those that were not ended, newest first. */
  list(page: { readonly limit: number; readonly after: Position | undefined }): Promise<ApiKey[]>;
  count(): Promise<Total>;
  /** The end and its event, in one write. False when there is no such key, or it had ended. */
  end(id: string, at: Date): Promise<boolean>;
  endedSince(since: Date): Promise<Ended[]>;
  /** Unless another use was noted a moment ago. */
  noteUse(id: string, at: Date): Promise<void>;
};

export function createApiKeyStore({
  connection,
  outbox,
}: {
  readonly connection: Connection;
  readonly outbox: Outbox;
}): ApiKeyStore {
  const rows = collectionOf<ApiKeyRow>(connection, apiKeyCollection.name);
  return {
    async insert({ id, ...rest }, keyHash) {
      await rows.insertOne({ _id: id, ...rest, keyHash, outbox: [] });
    },
    async find(id) {
      const row = await rows.findOne({ _id: id });
      return row ? toApiKey(row) : undefined;
    },
    async findByHash(keyHash) {
      const row = await rows.findOne({ keyHash });
      return row ? toApiKey(row) : undefined;
    },
    async list({ limit, after }) {
      const isBehind = after && {
        createdAt: { $lte: after.createdAt },
        $or: [{ createdAt: { $lt: after.createdAt } }, { _id: { $lt: after.id } }],
      };
      const order = { sort: { createdAt: -1, _id: -1 }, limit } as const;
      return (await rows.find({ endedAt: null, ...isBehind }, order).toArray()).map(toApiKey);
    },
    count: () => countRows(rows, { endedAt: null }),
    async end(id, at) {
      const events = endOf({ id });
      // It announces one thing ever: its end.
      const unsent = outbox.toUnsent({ aggregateId: id, sequence: events.length, events });
      const removeAt = new Date(at.getTime() + keptAfterEndMs);
      const { modifiedCount } = await rows.updateOne(
        { _id: id, endedAt: null },
        { $set: { endedAt: at, removeAt }, $push: { outbox: { $each: unsent } } },
      );
      if (modifiedCount === 0) return false;
      outbox.publish(apiKeyCollection.name, id, unsent);
      return true;
    },
    async endedSince(since) {
      const found = rows.find({ endedAt: { $gt: since } }, { projection: { endedAt: 1 } });
      return (await found.toArray()).flatMap(({ _id: id, endedAt }) => (endedAt ? [{ id, endedAt }] : []));
    },
    async noteUse(id, at) {
      const isStale = [{ lastUsedAt: null }, { lastUsedAt: { $lte: notedBefore(at) } }];
      await rows.updateOne({ _id: id, $or: isStale }, { $set: { lastUsedAt: at } });
    },
  };
}

const toApiKey = ({
  _id,
  name,
  scopes,
  expiresAt,
  createdAt,
  createdBy,
  lastUsedAt,
  endedAt,
}: ApiKeyRow): ApiKey => ({ id: _id, name, scopes, expiresAt, createdAt, createdBy, lastUsedAt, endedAt });
