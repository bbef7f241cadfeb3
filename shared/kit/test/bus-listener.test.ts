import { expect, inject, test } from "vitest";
import { exchange } from "../src/messaging/bus/topology.ts";
import { newDefinition, openBus, openChannel, patience, toEvent } from "./fixtures.ts";
import { openProxy } from "@shop/testing/tcp-proxy";

test("every process hears what it listens to, and learns of each gap", async () => {
  const definition = newDefinition();
  const [service = ""] = definition.name.split(".");
  await using proxy = await openProxy(inject("amqpUrl"));
  const [one, two] = [openBus({}, { url: proxy.url }), openBus({})];
  const heard: string[] = [];
  let gaps = 0;
  one.listen([`${service}.*`], ({ data }) => heard.push(`one ${JSON.stringify(data)}`), {
    onGap: () => (gaps += 1),
  });
  two.listen([`${service}.*`], ({ data }) => heard.push(`two ${JSON.stringify(data)}`));
  await expect.poll(() => gaps === 1 && two.isConnected(), patience).toBe(true);
  await using channel = await openChannel();
  channel.publish(exchange, definition.name, Buffer.from("not an event"));
  await two.publish(toEvent(definition.name));
  await expect.poll(() => heard.toSorted(), patience).toEqual(['one {"n":1}', 'two {"n":1}']);

  proxy.reset();
  await expect.poll(() => gaps, patience).toBe(2);
  await two.publish(toEvent(definition.name, { n: 2 }));
  await expect.poll(() => heard.filter((line) => line === 'one {"n":2}'), patience).toHaveLength(1);
});

test("a broker that is silent and not gone is not taken for connected, and is left for one that speaks", async () => {
  const definition = newDefinition();
  await using proxy = await openProxy(inject("amqpUrl"));
  const [bus, other] = [openBus({}, { url: proxy.url }), openBus({})];
  const heard: unknown[] = [];
  let gaps = 0;
  bus.listen([definition.name], ({ data }) => heard.push(data), { onGap: () => (gaps += 1) });
  await expect.poll(() => gaps === 1 && bus.isConnected() && other.canPublish(), patience).toBe(true);
  proxy.freeze();
  await other.publish(toEvent(definition.name));
  await expect.poll(() => bus.isConnected(), patience).toBe(false);
  // What was missed meanwhile is told of by the gap.
  await expect.poll(() => gaps === 2 && bus.isConnected(), patience).toBe(true);
  await other.publish(toEvent(definition.name, { n: 2 }));
  await expect.poll(() => heard, patience).toEqual([{ n: 2 }]);
});
