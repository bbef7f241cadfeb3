/**
 * Empties the queue of a consumer's dead letters into wherever they are kept: a letter leaves the broker when it is safely
 * there, so that a crash in between brings it once more, never loses it.
 */
import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Channel, ConsumeMessage, Options } from "amqplib";
import type { Logger } from "../../process/logger.ts";
import type { Connection } from "./link.ts";
import { readHeaders } from "./message.ts";
import type { Outgoing } from "./publisher.ts";
import { deadQueueOf, workQueueOf } from "./topology.ts";

/** A message as it was sent. */
export type Letter = {
  readonly messageId: string | null;
  /** The name of its event, as far as the message says. */
  readonly event: string | null;
  readonly content: Buffer;
  readonly properties: Pick<Options.Publish, "type" | "timestamp" | "contentType">;
  readonly headers: Readonly<Record<string, string>>;
};

/** A letter, and of what it died. */
export type DeadLetter = Letter & {
  /** The same each time that the broker delivers it to this consumer. */
  readonly id: string;
  /** Who could not handle it. */
  readonly consumer: string;
  readonly reason: string;
  readonly error: string | null;
  readonly attempts: number;
  readonly failedAt: Date;
};

const prefetch = 10;
const keepAgainMs = 1_000;

export function createCollector({
  consumer,
  keep,
  log,
}: {
  consumer: string;
  /** Must be harmless to repeat. */
  keep: (letter: DeadLetter) => Promise<unknown>;
  log: Logger;
}) {
  const queue = deadQueueOf(consumer);
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const { signal } = stopping;
  let cancel: (() => Promise<unknown>) | undefined;

  const collect = async (channel: Channel, isLive: () => boolean, message: ConsumeMessage): Promise<void> => {
    const letter = toDeadLetter(consumer, message);
    while (isLive() && !signal.aborted) {
      try {
        await keep(letter);
        if (isLive()) channel.ack(message);
        return;
      } catch (error) {
        log.warn({ err: error, queue, letterId: letter.id }, "Cannot keep a dead letter; will try again");
        await delay(keepAgainMs, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  return {
    attach: async (connection: Connection): Promise<void> => {
      if (signal.aborted) return;
      const channel = await connection.openChannel();
      let isLive = true;
      channel.on("close", () => {
        isLive = false;
      });
      await channel.prefetch(prefetch);
      const { consumerTag } = await channel.consume(queue, (message) => {
        if (!message) return connection.fail(new Error(`The broker cancelled the collector of ${queue}`));
        if (signal.aborted) return;
        const collecting = collect(channel, () => isLive, message)
          .catch((error: unknown) => connection.fail(new Error("A collection failed", { cause: error })))
          .finally(() => running.delete(collecting));
        running.add(collecting);
      });
      cancel = async () => isLive && channel.cancel(consumerTag);
    },
    stop: async (): Promise<void> => {
      stopping.abort();
      await cancel?.().catch((error: unknown) => log.debug({ err: error, queue }, "Cannot cancel"));
      await Promise.all(running);
    },
  };
}

/** To its consumer alone, as if it had never failed. */
export function toRedriven(consumer: string, { messageId, content, properties, headers }: Letter): Outgoing {
  const kept = ["x-request-id", "traceparent"].flatMap((name) =>
    headers[name] === undefined ? [] : [[name, headers[name]] as const],
  );
  return {
    exchange: "",
    routingKey: workQueueOf(consumer),
    content,
    options: {
      ...properties,
      mandatory: true,
      messageId: messageId ?? crypto.randomUUID(),
      headers: Object.fromEntries(kept),
    },
  };
}

export function toDeadLetter(consumer: string, message: ConsumeMessage): DeadLetter {
  const { content } = message;
  const { messageId, type, timestamp, contentType } = message.properties as Options.Publish;
  const headers: Readonly<Record<string, unknown>> = message.properties.headers ?? {};
  const name = messageId ?? null;
  return {
    id: createHash("sha256").update(`${consumer} ${name}\n`).update(content).digest("hex").slice(0, 32),
    consumer,
    messageId: name,
    event: type ?? null,
    content,
    properties: {
      ...(type !== undefined && { type }),
      ...(timestamp !== undefined && { timestamp }),
      ...(contentType !== undefined && { contentType }),
    },
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([key, value]) => (isPlain(value) ? [[key, String(value)]] : [])),
    ),
    attempts: readHeaders(message).attempts,
    ...causeOf(headers),
  };
}

const isPlain = (value: unknown): boolean => typeof value === "string" || typeof value === "number";

type Headers = Readonly<Record<string, unknown>>;

/** What our consumer has noted; else what the broker says, which buries what takes its consumer down each time. */
function causeOf(headers: Headers): Pick<DeadLetter, "reason" | "error" | "failedAt"> {
  const { "x-reason": reason, "x-error": error, "x-failed-at": failedAt } = headers;
  const at = typeof failedAt === "string" ? Date.parse(failedAt) : Number.NaN;
  return {
    reason: typeof reason === "string" ? reason : `event.${brokersReason(headers)}`,
    error: typeof error === "string" ? error : null,
    failedAt: Number.isFinite(at) ? new Date(at) : new Date(),
  };
}

function brokersReason({ "x-death": deaths }: Headers): string {
  const last: unknown = Array.isArray(deaths) ? deaths[0] : undefined;
  const isSaid = typeof last === "object" && last !== null && "reason" in last;
  return isSaid && typeof last.reason === "string" ? last.reason : "unexplained";
}
