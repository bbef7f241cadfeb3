/** The payment sandbox itself, in the test's own process: what it does is said by the token that an order is paid with. */
import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "@shop/payment-sandbox/app";
import type { Charge } from "@shop/payment-sandbox/charge";
import { openLedger } from "@shop/payment-sandbox/ledger";
import { startServer } from "./http.ts";

export type PaymentSandbox = AsyncDisposable & {
  readonly url: string;
  /** All that it holds for an order, newest first. */
  chargesOf(orderId: string): readonly Charge[];
};

export async function startPaymentSandbox(): Promise<PaymentSandbox> {
  await using open = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "payment-sandbox-"));
  open.defer(() => rm(folder, { recursive: true }));
  const now = () => new Date();
  const ledger = open.use(await openLedger(join(folder, "journal.jsonl"), now));
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const newId = () => `ch_${randomUUID()}`;
  const app = createApp({ ledger, now, newId, holdMs: 60_000, stopping: stopping.signal });
  const { url } = open.use(await startServer(app));
  open.defer(() => stopping.abort());
  const opened = open.move();
  return {
    url,
    chargesOf: (orderId) => ledger.list({ orderId, limit: 100 }).items,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
