/**
 * `npm run erase-again -- <account>`, with the service's own environment, beside a running shop: for each account that
 * `npm run restore` names, as it was erased after the backup was made and is back with it.
 */
import { once } from "node:events";
import { parseArgs } from "node:util";
import { createOutbox } from "@shop/kit/messaging/outbox";
import { connectMongo } from "@shop/kit/mongo/connect";
import { createTransactions } from "@shop/kit/mongo/transactions";
import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { connectRedis } from "@shop/kit/redis";
import { createWorker } from "@shop/kit/work/worker";
import { createAccountStore } from "./accounts/account-store.ts";
import { Config } from "./config.ts";
import { eraseAgain } from "./privacy/erase-again.ts";
import { createErasureStore, erasuresOf, toErasure, type ErasureRow } from "./privacy/erasure-store.ts";
import type { Erasure, ErasureTask } from "./privacy/erasure.ts";
import { createRevokedSessionStore } from "./sessions/revoked-session-store.ts";
import { createSessionStore } from "./sessions/session-store.ts";

const [userId] = parseArgs({ allowPositionals: true }).positionals;
if (userId === undefined) throw new Error("Say whose: npm run erase-again -- <account>");
// oxlint-disable-next-line node/no-process-env -- a program's one look at its environment
const config = loadConfig(Config, process.env);
const log = createLogger("erase-again", config.logLevel);

await using open = new AsyncDisposableStack();
const { connection, clock } = open.use(
  await connectMongo({ url: config.mongoUrl, log, layout: { collections: [] } }),
);
const outbox = open.use(createOutbox({ connection, collections: [], clock, log }));
const redis = open.use(connectRedis(config.redisUrl, log));
// Gateways that Redis does not tell hear of it by the event, which the service sends.
await once(redis, "ready", { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
// It does nothing itself: the erasure is the running service's to do.
const worker = open.use(
  createWorker<ErasureRow, Erasure, ErasureTask>({
    name: "erasures",
    rows: erasuresOf(connection),
    toDocument: toErasure,
    clock,
    log,
  }),
);
const transact = createTransactions(connection);
const accounts = createAccountStore({ connection, outbox });
const now = () => new Date();
const deps = {
  accounts,
  transact,
  sessions: createSessionStore({ connection, transact, outbox, accounts }),
  revokedSessions: createRevokedSessionStore({ redis, now }),
  erasures: createErasureStore({ connection, transact, outbox, accounts, worker }),
  restMs: config.erasureRestMs,
  newId: () => crypto.randomUUID(),
  now,
};
await eraseAgain(deps, userId);
process.stdout.write(`The account ${userId} is closed, and is being erased\n`);
