/** The payment sandbox itself, in the test's own process: what it does is said by the token that an order is paid with. */
import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "@shop/payment-sandbox/app";
import type { Charge } from "@shop/payment-sandbox/charge";
import { openLedger } from "@shop/payment-sandbox/ledger";
import { usual, type WebhookFaults } from "@shop/payment-sandbox/webhook-faults";
import { openWebhooks } from "@shop/payment-sandbox/webhooks";
import { startServer } from "./http.ts";
import { until } from "./until.ts";

export type PaymentSandbox = AsyncDisposable & {
  readonly url: string;
  /** All that it holds for an order, newest first. */
  chargesOf(orderId: string): readonly Charge[];
  /** Its webhooks go there from now on; until then it sends none. */
  tells(url: string): void;
  /** What becomes of its webhooks on their way. */
  setFaults(faults: Partial<WebhookFaults>): void;
  /** Resolves when each webhook has come to its end. */
  untilTold(): Promise<void>;
};

export const webhookSecret = "whsec_c3VwZXJjb29sc2hvcC1kZXZlbG9wbWVudA==";

export async function startPaymentSandbox(): Promise<PaymentSandbox> {
  await using open = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "payment-sandbox-"));
  open.defer(() => rm(folder, { recursive: true }));
  const now = () => new Date();
  let webhookUrl: string | undefined;
  const file = join(folder, "webhooks.jsonl");
  const webhooks = open.use(await openWebhooks({ file, url: () => webhookUrl, secret: webhookSecret, now }));
  const ledger = open.use(await openLedger(join(folder, "journal.jsonl"), now, webhooks.add));
  open.use(webhooks.begin(ledger));
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const newId = () => `ch_${randomUUID()}`;
  const app = createApp({ ledger, webhooks, now, newId, holdMs: 60_000, stopping: stopping.signal });
  const { url } = open.use(await startServer(app));
  open.defer(() => stopping.abort());
  const opened = open.move();
  return {
    url,
    chargesOf: (orderId) => ledger.list({ orderId, limit: 100 }).items,
    tells: (to) => {
      webhookUrl = to;
    },
    setFaults: (faults) => {
      webhooks.faults = { ...usual, ...faults };
    },
    untilTold: async () => {
      await until(() => webhooks.list(undefined).every(({ status }) => status !== "pending"), "all is told");
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
