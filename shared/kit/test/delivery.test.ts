/** From a save in one service to its effect in another, through crashes: nothing is lost, nothing counts twice. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { expect, inject, onTestFinished, test } from "vitest";
import type { Bus } from "../src/messaging/bus/connect.ts";
import { on, type Message } from "../src/messaging/bus/subscription.ts";
import { isDuplicateKey } from "../src/mongo/duplicate-key.ts";
import { outboxIndex, type Announcing } from "../src/messaging/announcing.ts";
import { createOutbox } from "../src/messaging/outbox.ts";
import { collectionOf } from "../src/mongo/collections.ts";
import { createTestClock, log, newDefinition, newTopology, openBus, openDatabase } from "./fixtures.ts";
import { openProxy } from "@shop/testing/tcp-proxy";

const patience = { timeout: 30_000, interval: 50 };

type Effect = { _id: number; times: number; causes: string[] };

async function openShop() {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const { connection, url } = await openDatabase([
    { name: "things", indexes: [outboxIndex] },
    { name: "effects" },
  ]);
  const things = collectionOf<Announcing>(connection, "things");
  const effects = collectionOf<Effect>(connection, "effects");
  const clock = createTestClock();

  /** A process that saves, and publishes over this bus. */
  const startReplica = (bus?: Bus) => {
    const outbox = createOutbox({ connection, collections: ["things"], clock, log, everyMs: 50 });
    onTestFinished(() => outbox[Symbol.asyncDispose]());
    if (bus) outbox.relay(bus);
    return {
      announce: async (n: number): Promise<void> => {
        const unsent = outbox.toUnsent({ aggregateId: `${n}`, sequence: 1, events: [definition.of({ n })] });
        await things.insertOne({ _id: `${n}`, outbox: unsent });
        outbox.publish("things", `${n}`, unsent);
      },
      pendingCount: () => outbox.pendingCount(),
    };
  };

  let deliveries = 0;
  /** It adds up, so what caused it is kept where it is. */
  const subscription = on(definition, async ({ id, data }: Message<{ n: number }>) => {
    deliveries += 1;
    try {
      await effects.updateOne(
        { _id: data.n, causes: { $ne: id } },
        { $inc: { times: 1 }, $push: { causes: id } },
        { upsert: true },
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  });
  const watching = startReplica();
  const outcome = async () => ({
    effects: await effects.countDocuments(),
    twice: await effects.countDocuments({ times: { $ne: 1 } }),
    pending: await watching.pendingCount(),
  });
  return {
    topology,
    consumer,
    url,
    clock,
    startReplica,
    subscription,
    outcome,
    deliveries: () => deliveries,
  };
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test("a process killed between the broker's confirm and its own mark: sent twice, counted once", async () => {
  const { topology, consumer, url, clock, startReplica, subscription, outcome, deliveries } =
    await openShop();
  const bus = openBus(topology);
  bus.consume(consumer, [subscription]);
  await expect.poll(() => bus.isConnected(), patience).toBe(true);
  await startReplica().announce(0);
  const script = fileURLToPath(new URL("relay-and-die.ts", import.meta.url));
  const dying = spawn(execPath, [script, url, inject("amqpUrl"), "things"], { stdio: "inherit" });
  expect(await once(dying, "exit")).toEqual([null, "SIGKILL"]);
  await expect.poll(deliveries, patience).toBe(1);
  expect(await outcome()).toMatchObject({ pending: 1 });

  const { announce } = startReplica(bus);
  await announce(1);
  await expect.poll(deliveries, patience).toBe(2);
  clock.pass(10_000);
  await expect.poll(outcome, patience).toEqual({ effects: 2, twice: 0, pending: 0 });
  expect(deliveries()).toBe(3);
});

test("two replicas share 200 changes: the events of each arrive, none is sent by both", async () => {
  const { topology, consumer, startReplica, subscription, outcome, deliveries } = await openShop();
  const [one, two] = [openBus(topology), openBus(topology)];
  one.consume(consumer, [subscription]);
  await expect.poll(() => one.isConnected() && two.canPublish(), patience).toBe(true);
  const [first, second] = [startReplica(one), startReplica(two)];
  await Promise.all(numbers(200).map((n) => (n % 2 === 0 ? first : second).announce(n)));
  await expect.poll(outcome, patience).toEqual({ effects: 200, twice: 0, pending: 0 });
  expect(deliveries()).toBe(200);
});

test("500 changes while the broker is away are accepted, and all take effect once when it is back", async () => {
  const { topology, consumer, startReplica, subscription, outcome } = await openShop();
  await using proxy = await openProxy(inject("amqpUrl"), { isCut: true });
  const bus = openBus(topology, { url: proxy.url });
  bus.consume(consumer, [subscription]);
  const { announce } = startReplica(bus);
  await Promise.all(numbers(500).map(announce));
  expect(await outcome()).toEqual({ effects: 0, twice: 0, pending: 500 });

  proxy.mend();
  await expect.poll(outcome, patience).toEqual({ effects: 500, twice: 0, pending: 0 });
});

test("connections that break again and again lose nothing and double nothing", async () => {
  const { topology, consumer, clock, startReplica, subscription, outcome, deliveries } = await openShop();
  await using proxy = await openProxy(inject("amqpUrl"));
  const bus = openBus(topology, { url: proxy.url });
  bus.consume(consumer, [subscription]);
  const { announce } = startReplica(bus);
  await expect.poll(() => bus.isConnected(), patience).toBe(true);
  const announced = Promise.all(numbers(300).map(announce));
  for (const share of [30, 100, 200]) {
    // What was under way when the connection broke comes again when its lease is over.
    await expect.poll(() => (clock.pass(1_000), deliveries()), patience).toBeGreaterThan(share);
    proxy.reset();
  }
  await announced;
  const settled = () => (clock.pass(1_000), outcome());
  await expect.poll(settled, patience).toEqual({ effects: 300, twice: 0, pending: 0 });
});
