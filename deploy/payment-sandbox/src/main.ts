/** The process: a payment provider of its own, with test tokens instead of cards. */
import { randomUUID } from "node:crypto";
import { once, setMaxListeners } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { createApp } from "./app.ts";
import { openLedger } from "./ledger.ts";
import { openWebhooks } from "./webhooks.ts";

const Config = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8090),
  HOST: z.string().default("127.0.0.1"),
  DATA_DIR: z.string().default(".data/payment-sandbox"),
  WEBHOOK_URL: z.url().optional(),
  PAYMENT_WEBHOOK_SECRET: z.string().min(32).default("whsec_c3VwZXJjb29sc2hvcC1kZXZlbG9wbWVudA=="),
});

const config = Config.parse(process.env);
const stopped = Promise.race(["SIGTERM", "SIGINT"].map((signal) => once(process, signal)));
const stopping = new AbortController();
setMaxListeners(0, stopping.signal);
const now = () => new Date();

await using webhooks = await openWebhooks({
  file: join(config.DATA_DIR, "webhooks.jsonl"),
  url: () => config.WEBHOOK_URL,
  secret: config.PAYMENT_WEBHOOK_SECRET,
  now,
});
await using ledger = await openLedger(join(config.DATA_DIR, "journal.jsonl"), now, webhooks.add);
await using sending = new AsyncDisposableStack();
sending.use(webhooks.begin(ledger));
const app = createApp({
  ledger,
  webhooks,
  now,
  newId: () => `ch_${randomUUID()}`,
  holdMs: 60_000,
  stopping: stopping.signal,
});
const server = app.listen(config.PORT, config.HOST);
/** Longer than clients keep idle connections, so that none is closed under a request. */
server.keepAliveTimeout = 65_000;
await once(server, "listening");
const { port } = server.address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ msg: "The payment sandbox listens", host: config.HOST, port })}\n`);

await stopped;
stopping.abort();
const closed = once(server, "close");
server.close();
/** Clients keep connections open; without this they would hold the process. */
const idle = setInterval(() => server.closeIdleConnections(), 100);
/** Longer than the slowest answer takes. */
const rest = setTimeout(() => server.closeAllConnections(), 4000);
await closed;
clearInterval(idle);
clearTimeout(rest);
