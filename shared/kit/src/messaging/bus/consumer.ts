/**
 * A durable consumer. A message is acknowledged when its handler has ended, or when it is safely in another
 * queue; a crash in between delivers it again, so handlers are idempotent.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Channel, ConsumeMessage } from "amqplib";
import { continueTrace, runInContext } from "../../process/context.ts";
import { AppError, type ErrorKind } from "../../errors.ts";
import type { Logger } from "../../process/logger.ts";
import type { Connection } from "./link.ts";
import { readHeaders, toMoved } from "./message.ts";
import type { Outgoing, Publisher } from "./publisher.ts";
import { parse, type Message, type Subscription } from "./subscription.ts";
import { deadQueueOf, retryQueueOf, workQueueOf, type RetryQueue } from "./topology.ts";
import { within } from "../../process/within.ts";

export type Consumer = {
  /** Consumes on a channel of its own for as long as the connection lives. */
  attach(connection: Connection): Promise<void>;
  /** Takes no more, and waits for the handlers that run. */
  stop(): Promise<void>;
};

const prefetch = 10;
const handlerMs = 60_000;
const lookMs = 5_000;
const moveAgainMs = 1_000;
/** With ten minutes between the later ones: a day. */
const maxAttempts = 150;
const hopeless: ReadonlySet<ErrorKind> = new Set(["invalid", "not_found", "conflict"]);

export function createConsumer({
  name,
  subscriptions,
  publisher,
  retries,
  log,
  lookEveryMs = 10_000,
}: {
  name: string;
  subscriptions: readonly Subscription[];
  publisher: Publisher;
  retries: readonly RetryQueue[];
  log: Logger;
  /** How often it is made sure that the broker still delivers. */
  lookEveryMs?: number;
}): Consumer {
  const queue = workQueueOf(name);
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const { signal } = stopping;
  let cancel: (() => Promise<void>) | undefined;

  /** What becomes of a message: undefined when it is done, else the queue it goes to. */
  const work = async (message: ConsumeMessage): Promise<Outgoing | undefined> => {
    const { attempts, ...origin } = readHeaders(message);
    const parsed = parse(message.content, subscriptions);
    if (!parsed.ok) return dead(message, attempts, parsed.reason, parsed.error);
    const { subscription, event } = parsed;
    try {
      await handle(subscription, event, origin);
      return undefined;
    } catch (error) {
      if (error instanceof AppError && hopeless.has(error.kind)) {
        return dead(message, attempts, error.code, error);
      }
      const failures = attempts + 1;
      const retry = retries[Math.min(failures, retries.length) - 1];
      if (!retry || failures >= maxAttempts) return dead(message, failures, "event.too_many_attempts", error);
      log.warn(
        { err: error, event: event.name, eventId: event.id, failures },
        "Event failed; will try again",
      );
      return toMoved(message, retryQueueOf(name, retry), { attempts: failures });
    }
  };

  const dead = (message: ConsumeMessage, attempts: number, reason: string, error: unknown): Outgoing => {
    log.error(
      { err: error, queue, reason, messageId: message.properties.messageId as unknown },
      "Dead letter",
    );
    const notes = {
      "x-reason": reason,
      "x-error": String(error).slice(0, 1_000),
      "x-consumer": name,
      "x-failed-at": new Date().toISOString(),
    };
    return toMoved(message, deadQueueOf(name), { attempts, notes });
  };

  const sendTo = async (moved: Outgoing, isLive: () => boolean): Promise<boolean> => {
    for (;;) {
      if (!isLive()) return false;
      if (await publisher.send(moved)) return true;
      if (signal.aborted) return false;
      await delay(moveAgainMs, undefined, { signal }).catch(() => undefined);
    }
  };

  const deliver = async (channel: Channel, isLive: () => boolean, message: ConsumeMessage): Promise<void> => {
    const move = await work(message);
    const isDone = !move || (await sendTo(move, isLive));
    // Not acknowledged, the message comes back when the channel closes.
    if (isDone && isLive()) channel.ack(message);
  };

  /** A broker can lose a consumer and not say so: then messages wait while nothing is delivered. */
  const watch = async (channel: Channel, deliveries: () => number, isLive: () => boolean): Promise<void> => {
    let hasWaited = false;
    let known = -1;
    for (;;) {
      await delay(lookEveryMs, undefined, { signal, ref: false });
      if (!isLive()) return;
      const { messageCount } = await within(lookMs, `Looking at ${queue}`, channel.checkQueue(queue));
      const isIdle = running.size === 0 && deliveries() === known;
      if (hasWaited && isIdle && messageCount > 0)
        throw new Error(`${messageCount} messages wait in ${queue}, and the broker delivers none`);
      hasWaited = messageCount > 0;
      known = deliveries();
    }
  };

  return {
    attach: async (connection) => {
      if (signal.aborted) return;
      const channel = await connection.openChannel();
      let isLive = true;
      let deliveries = 0;
      channel.on("close", () => {
        isLive = false;
      });
      await channel.prefetch(prefetch);
      const { consumerTag } = await channel.consume(queue, (message) => {
        if (!message) return connection.fail(new Error(`The broker cancelled the consumer of ${queue}`));
        if (signal.aborted) return;
        deliveries += 1;
        const delivering = deliver(channel, () => isLive, message)
          .catch((error: unknown) => connection.fail(new Error("A delivery failed", { cause: error })))
          .finally(() => running.delete(delivering));
        running.add(delivering);
      });
      cancel = async () => {
        if (isLive) await channel.cancel(consumerTag);
      };
      watch(
        channel,
        () => deliveries,
        () => isLive,
      ).catch((error: Error) => {
        if (!signal.aborted) connection.fail(error);
      });
    },
    stop: async () => {
      stopping.abort();
      await cancel?.().catch((error: unknown) => log.debug({ err: error, queue }, "Cannot cancel"));
      await Promise.all(running);
    },
  };
}

type Origin = { readonly requestId?: string; readonly traceparent?: string };

async function handle(
  subscription: Subscription,
  message: Message<unknown>,
  { requestId = message.id, traceparent }: Origin,
): Promise<void> {
  const context = { requestId, traceparent: continueTrace(traceparent), msLeft: () => Infinity };
  await runInContext(context, () => within(handlerMs, "The handler", subscription.handle(message)));
}
