/** Replicas of a small order service whose orders are made once per `Idempotency-Key`. */
import { randomUUID } from "node:crypto";
import type { Connection } from "mongoose";
import { onTestFinished } from "vitest";
import { defineEndpoint } from "@shop/contracts/contract";
import { z } from "zod";
import { createTokenVerifier } from "../src/auth.ts";
import { AppError } from "../src/errors.ts";
import { createServiceApp } from "../src/http/app.ts";
import { createIdempotencyKeys, idempotencyMigration, type Claim } from "../src/http/idempotency.ts";
import { reply, type Handlers } from "../src/http/routes.ts";
import { createInbox, inboxMigration } from "../src/inbox.ts";
import { defineCollection } from "../src/migrations.ts";
import { collectionOf } from "../src/mongo.ts";
import { createOutbox, outboxMigration } from "../src/outbox.ts";
import { createClient, startServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { createTransactions } from "../src/transactions.ts";
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
type Row = z.output<typeof Order> & { _id: string; caller: string; key: string };

export const orders = (connection: Connection) => collectionOf<Row>(connection, "orders");
export const migrations = [
  inboxMigration,
  outboxMigration,
  idempotencyMigration,
  defineCollection({
    name: "orders",
    collection: "orders",
    indexes: [{ key: { caller: 1, key: 1 }, name: "once", unique: true }],
  }),
];

const toReply = (row: Row, replayed: boolean) =>
  reply(row, { etag: row.version, location: `/orders/${row.id}`, replayed });

type Hooks = { afterCommit?: () => Promise<unknown> };

/** One process of the order service: what it knows in memory, it shares with nobody. */
export async function startReplica(connection: Connection, hooks: Hooks = {}) {
  const keys = createIdempotencyKeys({ connection });
  const outbox = createOutbox({ connection, log });
  const transact = createTransactions({ connection, outbox, inbox: createInbox({ connection }) });
  const rows = orders(connection);
  let handled = 0;

  const place = async (claim: Claim, amount: number, note: string): Promise<Row> => {
    if (amount > 1000) throw new AppError("conflict", "order.too_dear", "Too dear");
    const { caller, key } = claim;
    const id = randomUUID();
    const row = { _id: id, id, caller, key, amount, note, version: 1 };
    await transact(async (session) => {
      await keys.add(claim, id, session);
      await rows.insertOne(row, { session });
      return [];
    });
    await hooks.afterCommit?.();
    return row;
  };

  const handlers: Handlers<typeof orderApi> = {
    placeOrder: async ({ body, idempotency: claim }) => {
      handled++;
      const { caller, key } = claim;
      if (claim.objectId) return toReply((await rows.findOne({ _id: claim.objectId }))!, true);
      try {
        return toReply(await place(claim, body.amount, body.note), false);
      } catch (error) {
        const isOlderThanKeys = error instanceof Error && "code" in error && error.code === 11_000;
        if (!isOlderThanKeys) throw error;
        return toReply((await rows.findOne({ caller, key }))!, true);
      }
    },
  };
  const server = await startServer(
    createServiceApp({
      api: orderApi,
      handlers,
      log,
      idempotency: keys,
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
