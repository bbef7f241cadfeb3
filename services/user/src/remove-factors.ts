/**
 * `npm run remove-factors -- ada@example.com`, with the service's own environment, beside a running shop: takes all second
 * factors from that account and signs it out everywhere. For a sole admin who has lost theirs; it is in the audit log.
 */
import { once } from "node:events";
import { parseArgs } from "node:util";
import { createActStore } from "@shop/kit/acts/act-store";
import { createOutbox } from "@shop/kit/messaging/outbox";
import { connectMongo } from "@shop/kit/mongo/connect";
import { createTransactions } from "@shop/kit/mongo/transactions";
import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { connectRedis } from "@shop/kit/redis";
import { createWorker } from "@shop/kit/work/worker";
import { createAccountStore } from "./accounts/account-store.ts";
import { Config } from "./config.ts";
import { removeLostFactors } from "./managed-users/remove-lost-factors.ts";
import { createNoticeStore, noticeRowsOf, type NoticeRow, type NoticeTask } from "./notices/notice-store.ts";
import { createSecondFactorStore } from "./second-factors/second-factor-store.ts";
import { createRevokedSessionStore } from "./sessions/revoked-session-store.ts";
import { createSecurityLog } from "./sessions/security-log.ts";
import { createSessionStore } from "./sessions/session-store.ts";

const [email] = parseArgs({ allowPositionals: true }).positionals;
if (email === undefined) throw new Error("Say whose: npm run remove-factors -- ada@example.com");
// oxlint-disable-next-line node/no-process-env -- a program's one look at its environment
const config = loadConfig(Config, process.env);
const log = createLogger("remove-factors", config.logLevel);

await using open = new AsyncDisposableStack();
const layout = { collections: [] };
const { connection, clock } = open.use(await connectMongo({ url: config.mongoUrl, log, layout }));
const outbox = open.use(createOutbox({ connection, collections: [], clock, log }));
const redis = open.use(connectRedis(config.redisUrl, log));
// Gateways that Redis does not tell hear of it by the event, which the service sends.
await once(redis, "ready", { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
const rows = noticeRowsOf(connection);
// It does nothing itself: the mail is the running service's to send.
const worker = open.use(
  createWorker<NoticeRow, NoticeRow, NoticeTask>({
    name: "notices",
    rows,
    toDocument: (row) => row,
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
  secondFactors: createSecondFactorStore({ connection }),
  notices: createNoticeStore({ connection, worker }),
  revokedSessions: createRevokedSessionStore({ redis, now }),
  acts: createActStore({ service: "user", connection, outbox }),
  record: createSecurityLog(log),
  newId: () => crypto.randomUUID(),
  now,
};
const id = await removeLostFactors(deps, email);
process.stdout.write(`The account ${id} has no second factors any more, and is signed out\n`);
