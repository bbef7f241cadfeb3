import { setTimeout as delay } from "node:timers/promises";
import type { Channel } from "amqplib";
import { expect, inject, onTestFinished, test } from "vitest";
import { on } from "../src/messaging/bus/subscription.ts";
import { createConsumer } from "../src/messaging/bus/consumer.ts";
import { createLink } from "../src/messaging/bus/link.ts";
import { createPublisher } from "../src/messaging/bus/publisher.ts";
import { workQueueOf } from "../src/messaging/bus/topology.ts";
import {
  countOf,
  log,
  newDefinition,
  newName,
  newTopology,
  openBus,
  openChannel,
  patience,
  toEvent,
} from "./fixtures.ts";
import { openProxy } from "@shop/testing/tcp-proxy";

test("a consumer comes back after its queue was deleted, and the queue too", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const bus = openBus(topology);
  const heard: number[] = [];
  bus.consume(consumer, [on(definition, async ({ data }) => heard.push(data.n))]);
  await expect.poll(() => bus.isConnected(), patience).toBe(true);
  await using channel = await openChannel();
  await channel.deleteQueue(workQueueOf(consumer));

  await expect.poll(() => bus.publish(toEvent(definition.name)), patience).toBe(true);
  await expect.poll(() => heard, patience).toEqual([1]);
});

test("a publisher alone declares the queue anew that somebody deleted", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const bus = openBus(topology);
  await expect.poll(() => bus.canPublish(), patience).toBe(true);
  await using channel = await openChannel();
  await channel.deleteQueue(workQueueOf(consumer));

  await expect.poll(() => bus.publish(toEvent(definition.name)), patience).toBe(true);
  expect(await countOf(channel, workQueueOf(consumer))).toBe(1);
});

test("a consumer that the broker has lost without a word is replaced", async () => {
  const definition = newDefinition();
  const { topology, consumer: name } = newTopology(definition);
  const bus = openBus(topology);
  const heard: number[] = [];
  const consumer = createConsumer({
    name,
    subscriptions: [on(definition, async ({ data }) => heard.push(data.n))],
    publisher: createPublisher({ log }),
    retries: [],
    log,
    lookEveryMs: 50,
  });
  onTestFinished(() => consumer.stop());
  const lives: { readonly channel: Channel; readonly tag: string }[] = [];
  const link = createLink({
    url: inject("amqpUrl"),
    name: "test",
    log,
    setUp: async (connection) => {
      const channel = await connection.openChannel();
      const consume = channel.consume.bind(channel);
      channel.consume = async (...given) => {
        const consuming = await consume(...given);
        lives.push({ channel, tag: consuming.consumerTag });
        return consuming;
      };
      await expect.poll(() => bus.canPublish(), patience).toBe(true);
      await consumer.attach({ ...connection, openChannel: async () => channel });
    },
  });
  onTestFinished(() => link[Symbol.asyncDispose]());
  const publish = (n: number) => bus.publish(toEvent(definition.name, { n }));
  await expect.poll(() => lives, patience).toHaveLength(1);
  await publish(1);
  await expect.poll(() => heard, patience).toEqual([1]);
  // Nobody is told of a cancellation that a client asks for.
  await lives[0]?.channel.cancel(lives[0].tag);
  await publish(2);
  await expect.poll(() => heard, patience).toEqual([1, 2]);
  expect(lives).toHaveLength(2);
});

test("a bus that starts without its broker, and loses it again, comes back by itself", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  await using proxy = await openProxy(inject("amqpUrl"), { isCut: true });
  const bus = openBus(topology, { url: proxy.url });
  const heard = new Set<number>();
  let connections = 0;
  bus.consume(consumer, [on(definition, async ({ data }) => heard.add(data.n))]);
  bus.listen([], () => undefined, { onGap: () => (connections += 1) });
  expect(await bus.publish(toEvent(definition.name))).toBe(false);

  proxy.mend();
  for (const n of [1, 2, 3]) {
    await expect.poll(() => connections === n && bus.isConnected(), patience).toBe(true);
    await bus.publish(toEvent(definition.name, { n }));
    await expect.poll(() => heard.has(n), patience).toBe(true);
    proxy.reset();
  }
});

test("a message whose handler runs while the connection breaks is delivered again", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  await using proxy = await openProxy(inject("amqpUrl"));
  const bus = openBus(topology, { url: proxy.url });
  const gate = Promise.withResolvers<void>();
  const heard: string[] = [];
  bus.consume(consumer, [
    on(definition, async ({ id }) => {
      heard.push(id);
      await gate.promise;
    }),
  ]);
  await expect.poll(() => bus.isConnected(), patience).toBe(true);
  const event = toEvent(definition.name);
  await bus.publish(event);
  await expect.poll(() => heard, patience).toEqual([event.id]);

  proxy.reset();
  gate.resolve();
  await expect.poll(() => heard, patience).toEqual([event.id, event.id]);
  await using channel = await openChannel();
  await expect.poll(() => countOf(channel, workQueueOf(consumer)), patience).toBe(0);
});

test("an error that closes one channel starts the connection anew", async () => {
  let connections = 0;
  const link = createLink({
    url: inject("amqpUrl"),
    name: "test",
    log,
    setUp: async (connection) => {
      connections += 1;
      const channel = await connection.openChannel();
      if (connections > 1) return;
      setImmediate(() => void channel.checkQueue(newName("missing")).catch(() => undefined));
    },
  });
  onTestFinished(() => link[Symbol.asyncDispose]());
  await expect.poll(() => connections, patience).toBe(2);
  await expect.poll(() => link.isOpen(), patience).toBe(true);
});

test("closing waits for the handler that runs, and takes no more", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const bus = openBus(topology);
  const gate = Promise.withResolvers<void>();
  let [started, ended] = [0, 0];
  bus.consume(consumer, [
    on(definition, async () => {
      started += 1;
      await gate.promise;
      ended += 1;
    }),
  ]);
  await expect.poll(() => bus.canPublish(), patience).toBe(true);
  await bus.publish(toEvent(definition.name));
  await expect.poll(() => started, patience).toBe(1);

  const closing = bus[Symbol.asyncDispose]();
  const other = openBus(topology);
  await expect.poll(() => other.canPublish(), patience).toBe(true);
  await other.publish(toEvent(definition.name));
  expect(await Promise.race([closing.then(() => "closed"), delay(50, "waiting")])).toBe("waiting");
  gate.resolve();
  await closing;

  expect([started, ended]).toEqual([1, 1]);
  await using channel = await openChannel();
  await expect.poll(() => countOf(channel, workQueueOf(consumer)), patience).toBe(1);
});
