/**
 * Tells the shop by itself what became of its charges: signed (Standard Webhooks), repeated until it is taken, and not
 * forgotten over a restart. A crash between the shop's answer and our note of it sends an event twice, never not at all.
 */
import { Webhook } from "standardwebhooks";
import type { Entry } from "./ledger.ts";
import { openJournal } from "./journal.ts";
import { toWebhookEvent, type WebhookEvent } from "./webhook-event.ts";
import { usual, type WebhookFaults } from "./webhook-faults.ts";

export type Delivery = {
  readonly event: WebhookEvent;
  status: "pending" | "delivered" | "lost" | "given_up";
  attempts: number;
  /** Of the latest answer; null when there was none. */
  responseStatus: number | null;
};

export type Webhooks = AsyncDisposable & {
  /** What the ledger has written or reads again. */
  readonly add: (entry: Entry) => void;
  /** Begins to send what was added and what will be, once it is on the disk; ends when it is disposed. */
  begin(ledger: { flushed(): Promise<void> }): AsyncDisposable;
  faults: WebhookFaults;
  /** The latest, newest first. */
  list(orderId: string | undefined): readonly Delivery[];
};

type Done = { readonly event: string; readonly status: Delivery["status"] };

const remembered = 1_000;
const shown = 100;
const timeoutMs = 10_000;
const longestPauseMs = 60_000;
const giveUpMs = 3 * 24 * 60 * 60_000;
const atOnce = 32;

export async function openWebhooks({
  file,
  url,
  secret,
  now,
}: {
  readonly file: string;
  /** Undefined: nobody is told. */
  readonly url: () => string | undefined;
  readonly secret: string;
  readonly now: () => Date;
}): Promise<Webhooks> {
  const webhook = new Webhook(secret);
  const done = new Set<string>();
  const journal = await openJournal<Done>(file, ({ event }) => done.add(event));
  const deliveries: Delivery[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const waiting: (() => Promise<void>)[] = [];
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let ledger: { flushed(): Promise<void> } | undefined;
  const early: { delivery: Delivery; inMs: number }[] = [];

  const post = async ({ id, ...event }: WebhookEvent, to: string): Promise<number> => {
    const body = JSON.stringify({ id, ...event });
    const at = now();
    const response = await fetch(to, {
      method: "POST",
      body,
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
        "webhook-signature": webhook.sign(id, at, body),
      },
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), stopping.signal]),
    });
    await response.body?.cancel();
    return response.status;
  };

  const end = (delivery: Delivery, status: Delivery["status"]): void => {
    delivery.status = status;
    journal.append({ event: delivery.event.id, status });
    // Nobody waits for it: what is not on the disk is sent once more.
    void journal.flushed().catch(() => undefined);
  };

  const send = async (delivery: Delivery): Promise<void> => {
    const to = url();
    if (to === undefined || stopping.signal.aborted) return;
    if (delivery.attempts === 0 && Math.random() < webhooks.faults.lose) return end(delivery, "lost");
    await ledger?.flushed();
    delivery.attempts += 1;
    const copies = Array.from({ length: webhooks.faults.copies }, () =>
      post(delivery.event, to).catch(() => null),
    );
    const statuses = await Promise.all(copies);
    delivery.responseStatus = statuses.at(-1) ?? null;
    if (statuses.some((status) => status !== null && status >= 200 && status < 300))
      return end(delivery, "delivered");
    if (now().getTime() - Date.parse(delivery.event.at) > giveUpMs) return end(delivery, "given_up");
    plan(delivery, Math.min(500 * 2 ** Math.min(delivery.attempts - 1, 10), longestPauseMs));
  };

  const work = (): void => {
    while (running.size < atOnce) {
      const next = waiting.shift();
      if (!next) return;
      const run = next()
        .catch((error: unknown) => {
          process.stderr.write(`${JSON.stringify({ msg: String(error) })}\n`);
        })
        .finally(() => {
          running.delete(run);
          work();
        });
      running.add(run);
    }
  };

  const plan = (delivery: Delivery, inMs: number): void => {
    if (!ledger) return void early.push({ delivery, inMs });
    if (stopping.signal.aborted) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      waiting.push(() => send(delivery));
      work();
    }, inMs);
    timers.add(timer);
  };

  const webhooks: Webhooks = {
    faults: usual,
    add: (entry) => {
      const event = toWebhookEvent(entry);
      if (!event || done.delete(event.id) || url() === undefined) return;
      const ageMs = now().getTime() - Date.parse(event.at);
      if (ageMs > giveUpMs) return;
      const delivery: Delivery = { event, status: "pending", attempts: 0, responseStatus: null };
      if (deliveries.push(delivery) > 2 * remembered) deliveries.splice(0, remembered);
      const { delayMs, jitterMs } = webhooks.faults;
      plan(delivery, Math.max(0, (entry.tellAfterMs ?? 0) + delayMs + Math.random() * jitterMs - ageMs));
    },
    begin: (known) => {
      ledger = known;
      for (const { delivery, inMs } of early.splice(0)) plan(delivery, inMs);
      return {
        [Symbol.asyncDispose]: async () => {
          stopping.abort();
          for (const timer of timers) clearTimeout(timer);
          waiting.length = 0;
          await Promise.all(running);
        },
      };
    },
    list: (orderId) =>
      deliveries
        .filter(({ event }) => orderId === undefined || event.data.orderId === orderId)
        .slice(-shown)
        .toReversed(),
    [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose](),
  };
  return webhooks;
}
