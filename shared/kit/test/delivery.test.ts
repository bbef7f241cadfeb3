/** From a commit in one service to its effect in another, through crashes: nothing is lost, nothing counts twice. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { expect, inject, onTestFinished, test } from "vitest";
import { on, type Message } from "../src/bus.ts";
import { createInbox, inboxMigration } from "../src/inbox.ts";
import { defineCollection } from "../src/migrations.ts";
import { collectionOf } from "../src/mongo.ts";
import { createOutbox, outboxMigration } from "../src/outbox.ts";
import { createTransactions } from "../src/transactions.ts";
import { log, newDefinition, newTopology, openBus, openDatabase } from "./fixtures.ts";
import { openProxy } from "./tcp-proxy.ts";

const patience = { timeout: 30_000, interval: 50 };

async function openShop() {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const effects = defineCollection({ name: "effects", collection: "effects" });
  const { connection, url } = await openDatabase([outboxMigration, inboxMigration, effects]);
  const rows = collectionOf<{ _id: number; times: number }>(connection, "effects");
  const outbox = createOutbox({
    connection,
    log,
    everyMs: 50,
    leaseMs: 1_000,
  });
  const transact = createTransactions({ connection, outbox, inbox: createInbox({ connection }) });

  const announce = (n: number) =>
    transact(async () => [{ fact: definition.of({ n }), aggregateId: "thing", sequence: n + 1 }]);
  let deliveries = 0;
  const subscription = on(definition, async ({ data, cause }: Message<{ n: number }>) => {
    deliveries += 1;
    await transact(
      async (session) => {
        await rows.updateOne({ _id: data.n }, { $inc: { times: 1 } }, { upsert: true, session });
        return [];
      },
      { cause },
    );
  });
  const relay = (bus: Parameters<typeof outbox.relay>[0]) => {
    const running = outbox.relay(bus);
    onTestFinished(() => running[Symbol.asyncDispose]());
  };
  const outcome = async () => ({
    effects: await rows.countDocuments(),
    twice: await rows.countDocuments({ times: { $ne: 1 } }),
    pending: await outbox.pendingCount(),
  });
  return {
    topology,
    consumer,
    url,
    announce,
    subscription,
    relay,
    outcome,
    deliveries: () => deliveries,
  };
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test("a relay killed between the broker's confirm and its own mark: sent twice, counted once", async () => {
  const { topology, consumer, url, announce, subscription, relay, outcome, deliveries } = await openShop();
  const bus = openBus(topology);
  bus.consume(consumer, [subscription]);
  await expect.poll(() => bus.isConnected(), patience).toBe(true);
  await announce(0);
  const script = fileURLToPath(new URL("relay-and-die.ts", import.meta.url));
  const dying = spawn(execPath, [script, url, inject("amqpUrl")], { stdio: "inherit" });
  expect(await once(dying, "exit")).toEqual([null, "SIGKILL"]);
  await expect.poll(deliveries, patience).toBe(1);
  expect(await outcome()).toMatchObject({ pending: 1 });

  relay(bus);
  await expect.poll(deliveries, patience).toBe(2);
  await expect.poll(outcome, patience).toEqual({ effects: 1, twice: 0, pending: 0 });
});

test("two relays share 200 events: each arrives, none is sent by both", async () => {
  const { topology, consumer, announce, subscription, relay, outcome, deliveries } = await openShop();
  const [one, two] = [openBus(topology), openBus(topology)];
  one.consume(consumer, [subscription]);
  await expect.poll(() => one.isConnected() && two.canPublish(), patience).toBe(true);
  relay(one);
  relay(two);
  await Promise.all(numbers(200).map(announce));
  await expect.poll(outcome, patience).toEqual({ effects: 200, twice: 0, pending: 0 });
  expect(deliveries()).toBe(200);
});

test("500 changes while the broker is away are accepted, and all take effect once when it is back", async () => {
  const { topology, consumer, announce, subscription, relay, outcome } = await openShop();
  await using proxy = await openProxy(inject("amqpUrl"), { isCut: true });
  const bus = openBus(topology, { url: proxy.url });
  bus.consume(consumer, [subscription]);
  relay(bus);
  await Promise.all(numbers(500).map(announce));
  expect(await outcome()).toEqual({ effects: 0, twice: 0, pending: 500 });

  proxy.mend();
  await expect.poll(outcome, patience).toEqual({ effects: 500, twice: 0, pending: 0 });
});

test("connections that break again and again lose nothing and double nothing", async () => {
  const { topology, consumer, announce, subscription, relay, outcome, deliveries } = await openShop();
  await using proxy = await openProxy(inject("amqpUrl"));
  const bus = openBus(topology, { url: proxy.url });
  bus.consume(consumer, [subscription]);
  relay(bus);
  await expect.poll(() => bus.isConnected(), patience).toBe(true);
  const announced = Promise.all(numbers(300).map(announce));
  for (const share of [30, 100, 200]) {
    await expect.poll(deliveries, patience).toBeGreaterThan(share);
    proxy.reset();
  }
  await announced;
  await expect.poll(outcome, patience).toEqual({ effects: 300, twice: 0, pending: 0 });
});
