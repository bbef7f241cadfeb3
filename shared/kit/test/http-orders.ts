/** Replicas of a small order service whose orders are made once per `Idempotency-Key`. */
import { randomUUID } from "node:crypto";
import type { Connection } from "mongoose";
import { onTestFinished } from "vitest";
import { defineEndpoint } from "@shop/contracts/language/endpoint";
import { z } from "zod";
import { createTokenVerifier } from "../src/auth/tokens.ts";
import { AppError } from "../src/errors.ts";
import { createServiceApp } from "../src/http/server/app.ts";
import { createAnswerOnce } from "../src/idempotency/answer-once.ts";
import {
  createIdempotencyKeys,
  idempotencyCollection,
  keyTaken,
  ownershipMs,
  type KeyStore,
  type StoredAnswer,
} from "../src/idempotency/key-store.ts";
import type { KeyedRequest } from "../src/keyed-request.ts";
import { isDuplicateKey } from "../src/mongo/duplicate-key.ts";
import { reply, type Handlers } from "../src/http/server/handlers.ts";
import { collectionOf } from "../src/mongo/collections.ts";
import { createClient, startServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { createTransactions } from "../src/mongo/transactions.ts";
import { log } from "./fixtures.ts";

export const tokens = createTestTokens();
const customer = tokens.sign();

const Order = z.object({ id: z.string(), amount: z.int(), note: z.string(), version: z.int() });
const orderApi = {
  placeOrder: defineEndpoint({
    method: "post",
    path: "/orders",
    summary: "",
    access: "guest",
    status: 201,
    etag: true,
    location: true,
    reply: Order,
    body: z.strictObject({ amount: z.int(), note: z.string().default("") }),
    idempotent: true,
    timeoutMs: 3_000,
  }),
};
type Row = z.output<typeof Order> & {
  _id: string;
  caller: string;
  key: string;
  fingerprint: string;
  ownedUntil: Date;
  answer?: StoredAnswer;
};

/** Where the keys are: rows of their own, or in the orders they made. */
export type Keeping = "rows" | "orders";

export const orders = (connection: Connection) => collectionOf<Row>(connection, "orders");
export const collections = [
  idempotencyCollection,
  { name: "orders", indexes: [{ key: { caller: 1, key: 1 }, name: "once", unique: true }] },
];

/** The orders themselves know by which request they were made. */
function createOrderKeys(connection: Connection): KeyStore {
  const find: KeyStore["find"] = async ({ caller, key }) => {
    const row = await orders(connection).findOne({ caller, key });
    if (!row) return undefined;
    const { id: objectId, fingerprint, answer, ownedUntil } = row;
    return { objectId, fingerprint, answer, isOwned: ownedUntil.getTime() > Date.now() };
  };
  return {
    find,
    record: async (keyed, answer) => {
      const { caller, key } = keyed;
      const filter = { caller, key, answer: { $exists: false } };
      const { modifiedCount } = await orders(connection).updateOne(filter, { $set: { answer } });
      return modifiedCount === 1 ? answer : ((await find(keyed))?.answer ?? answer);
    },
  };
}

const toReply = (row: Row, replayed: boolean) =>
  reply(row, { etag: row.version, location: `/orders/${row.id}`, replayed });

type Options = {
  readonly keeping?: Keeping;
  readonly afterCommit?: () => Promise<unknown>;
  readonly graceMs?: number;
};

/** One process of the order service: what it knows in memory, it shares with nobody. */
export async function startReplica(
  connection: Connection,
  { keeping = "rows", afterCommit, graceMs = 5_000 }: Options = {},
) {
  const keys = createIdempotencyKeys({ connection });
  const transact = createTransactions(connection);
  const rows = orders(connection);
  let handled = 0;

  const save = async (row: Row, keyed: KeyedRequest): Promise<Row> => {
    try {
      if (keeping === "orders") await rows.insertOne(row);
      else
        await transact(async ({ session }) => {
          await keys.add(keyed, row.id, session);
          await rows.insertOne(row, { session });
        });
      return row;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      if (keeping === "orders") throw keyTaken(error);
      // The order is older than keys are kept.
      return (await rows.findOne({ caller: row.caller, key: row.key }))!;
    }
  };

  const place = async (keyed: KeyedRequest, amount: number, note: string) => {
    if (amount > 1000) throw new AppError("conflict", "order.too_dear", "Too dear");
    const id = randomUUID();
    const ownedUntil = new Date(Date.now() + ownershipMs());
    const row: Row = { _id: id, id, ...keyed, ownedUntil, amount, note, version: 1 };
    const saved = await save(row, keyed);
    if (saved === row) await afterCommit?.();
    return toReply(saved, saved !== row);
  };

  const handlers: Handlers<typeof orderApi> = {
    placeOrder: async ({ body, idempotency: keyed }) => {
      handled++;
      if (keyed.objectId) return toReply((await rows.findOne({ _id: keyed.objectId }))!, true);
      return place(keyed, body.amount, body.note);
    },
  };
  const server = await startServer(
    createServiceApp({
      api: orderApi,
      handlers,
      log,
      answerOnce: () =>
        createAnswerOnce(keeping === "orders" ? createOrderKeys(connection) : keys, { graceMs }),
      health: { isReady: () => true },
      verify: createTokenVerifier({ keys: tokens.keys, serviceSecret: "s".repeat(32), audience: "order" }),
    }),
  );
  onTestFinished(() => server[Symbol.asyncDispose]());
  const token = await customer;
  const client = createClient(server.url, orderApi, { token });
  return {
    url: server.url,
    token,
    handled: () => handled,
    post: async (
      key: string,
      body: { amount: number; note?: string },
      headers: Record<string, string> = {},
    ) => {
      const answer = await client.placeOrder({ body, headers: { "idempotency-key": key, ...headers } });
      const kept = ["etag", "location"].map((name) => answer.headers.get(name));
      return {
        status: answer.status,
        code: answer.problem?.code,
        retryAfter: answer.headers.get("retry-after"),
        isReplayed: answer.headers.get("idempotency-replayed") === "true",
        same: answer.problem ? undefined : JSON.stringify([answer.status, answer.body, ...kept]),
      };
    },
  };
}
