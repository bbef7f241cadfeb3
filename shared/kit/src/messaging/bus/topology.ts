/**
 * Every durable exchange and queue, from the contracts. Each process declares all of it before it publishes:
 * an event is never confirmed while the queue of one of its consumers is missing.
 * The arguments suit RabbitMQ 3.10 and 4.x. They cannot be changed on a queue that exists: a change needs a new name.
 */
import type { EventDefinition } from "@shop/contracts/language/event";
import type { Channel, Options } from "amqplib";

/** Consumer → the events it hears. */
export type Topology = Readonly<Record<string, readonly EventDefinition[]>>;

/** A queue in which a failed message waits before it is delivered again. */
export type RetryQueue = { readonly name: string; readonly delayMs: number };

export const exchange = "shop.events";

export const retryQueues: readonly RetryQueue[] = [
  { name: "1s", delayMs: 1_000 },
  { name: "10s", delayMs: 10_000 },
  { name: "1m", delayMs: 60_000 },
  { name: "10m", delayMs: 600_000 },
];

export const workQueueOf = (consumer: string): string => `${consumer}.events`;
export const deadQueueOf = (consumer: string): string => `${consumer}.events.dead`;
export const retryQueueOf = (consumer: string, retry: RetryQueue): string =>
  `${consumer}.events.retry.${retry.name}`;

export async function declareTopology(
  channel: Channel,
  topology: Topology,
  retries: readonly RetryQueue[],
): Promise<void> {
  await channel.assertExchange(exchange, "topic", { durable: true });
  for (const [consumer, events] of Object.entries(topology)) {
    await channel.assertQueue(deadQueueOf(consumer), deadQueue);
    for (const retry of retries) {
      await channel.assertQueue(retryQueueOf(consumer, retry), retryQueue(consumer, retry));
    }
    await channel.assertQueue(workQueueOf(consumer), workQueue(consumer));
    for (const { name } of events) await channel.bindQueue(workQueueOf(consumer), exchange, name);
  }
}

/** At least once needs `reject-publish`; with the default overflow it silently becomes at most once. */
const deadLetterTo = (queue: string) => ({
  "x-dead-letter-exchange": "",
  "x-dead-letter-routing-key": queue,
  "x-dead-letter-strategy": "at-least-once",
  "x-overflow": "reject-publish",
});

/** A message that takes its consumer down each time ends in the dead letters, on 4.x as on 3.10 with its other default. */
const workQueue = (consumer: string): Options.AssertQueue => ({
  durable: true,
  arguments: { "x-queue-type": "quorum", "x-delivery-limit": 100, ...deadLetterTo(deadQueueOf(consumer)) },
});

const retryQueue = (consumer: string, { delayMs }: RetryQueue): Options.AssertQueue => ({
  durable: true,
  arguments: { "x-queue-type": "quorum", "x-message-ttl": delayMs, ...deadLetterTo(workQueueOf(consumer)) },
});

/** Looking at a dead letter counts as a delivery: without a high limit, looking often would drop it. */
const deadQueue: Options.AssertQueue = {
  durable: true,
  arguments: { "x-queue-type": "quorum", "x-delivery-limit": 1_000_000 },
};
