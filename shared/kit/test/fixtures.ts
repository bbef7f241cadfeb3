/** What the component tests share: the real servers, and names of one's own on them. */
import { randomBytes } from "node:crypto";
import { connect, type Channel } from "amqplib";
import { inject, onTestFinished } from "vitest";
import { z } from "zod";
import { defineEvent, type Event, type EventDefinition } from "@shop/contracts/language/event";
import { connectBus, type Bus } from "../src/messaging/bus/connect.ts";
import {
  deadQueueOf,
  retryQueueOf,
  workQueueOf,
  type RetryQueue,
  type Topology,
} from "../src/messaging/bus/topology.ts";
import { createLogger } from "../src/process/logger.ts";
import { connectMongo, type Mongo } from "../src/mongo/connect.ts";
import type { Collection } from "../src/mongo/collections.ts";
import type { ServerClock } from "../src/mongo/server-clock.ts";

export const log = createLogger("test", "silent");

export const newName = (prefix: string): string => `${prefix}_${randomBytes(6).toString("hex")}`;

/** A database of the test's own, dropped when it has finished. */
export async function openDatabase(collections: readonly Collection[]): Promise<Mongo & { url: string }> {
  const url = newDatabaseUrl();
  const mongo = await connectMongo({ url, log, layout: { collections } });
  onTestFinished(async () => {
    await mongo.connection.dropDatabase();
    await mongo[Symbol.asyncDispose]();
  });
  return { ...mongo, url };
}

export const newDatabaseUrl = (): string =>
  inject("mongoUrl").replace(/^(mongodb:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${newName("kit")}`);

/** The database's clock, as a test would have it: some time from this process's, and moved on instead of waiting. */
export function createTestClock({ aheadMs = 0 } = {}): ServerClock & { pass(ms: number): void } {
  let ahead = aheadMs;
  return {
    now: () => new Date(Date.now() + ahead),
    pass: (ms) => {
      ahead += ms;
    },
  };
}

/** A channel beside the bus, to look at queues and to do harm. */
export async function openChannel(): Promise<Channel & AsyncDisposable> {
  const connection = await connect(inject("amqpUrl"));
  const channel = await connection.createChannel();
  return Object.assign(channel, { [Symbol.asyncDispose]: () => connection.close() });
}

/** Retries in a hurry. */
const retries: readonly RetryQueue[] = [
  { name: "1s", delayMs: 100 },
  { name: "10s", delayMs: 200 },
];

/** One consumer of the test's own, whose queues are deleted when the test has finished. */
export function newTopology(...events: readonly EventDefinition[]): { topology: Topology; consumer: string } {
  const consumer = newName("consumer");
  onTestFinished(async () => {
    await using channel = await openChannel();
    const queues = [workQueueOf(consumer), deadQueueOf(consumer)];
    for (const queue of [...queues, ...retries.map((retry) => retryQueueOf(consumer, retry))]) {
      await channel.deleteQueue(queue);
    }
  });
  return { topology: { [consumer]: events }, consumer };
}

export function openBus(topology: Topology, { url = inject("amqpUrl") } = {}): Bus {
  const bus = connectBus({ url, name: "test", topology, log, retries });
  onTestFinished(() => bus[Symbol.asyncDispose]());
  return bus;
}

/** How many messages are ready in a queue. */
export const countOf = async (channel: Channel, queue: string): Promise<number> =>
  (await channel.checkQueue(queue)).messageCount;

export const newDefinition = () => defineEvent(`${newName("test")}.thing_happened`, z.object({ n: z.int() }));

export const toEvent = (name: string, data: unknown = { n: 1 }): Event => ({
  id: crypto.randomUUID(),
  name,
  version: 1,
  occurredAt: new Date().toISOString(),
  aggregateId: "thing-1",
  sequence: 1,
  data,
});

/** For `expect.poll`. */
export const patience = { timeout: 10_000, interval: 20 };
