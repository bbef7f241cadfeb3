/** A consumer whose events are chosen while the shop runs. */
import { on } from "../src/messaging/bus/subscription.ts";
import { workQueueOf } from "../src/messaging/bus/topology.ts";
import { until } from "@shop/testing/until";
import { expect, test } from "vitest";
import { countOf, newDefinition, newTopology, openBus, openChannel, patience, toEvent } from "./fixtures.ts";

const ready = (bus: ReturnType<typeof openBus>) =>
  until(() => bus.isConnected() && bus.canPublish(), "the bus is ready");

test("it hears what is chosen, from then on and until it is chosen no more", async () => {
  const [wanted, other] = [newDefinition(), newDefinition()];
  const { topology, consumer } = newTopology();
  const bus = openBus(topology);
  let chosen: string[] = [];
  const heard: string[] = [];
  const subscriptions = [wanted, other].map((each) => on(each, async ({ name }) => heard.push(name)));
  const choice = bus.consumeChosen(consumer, subscriptions, async () => chosen);
  await ready(bus);
  await bus.publish(toEvent(wanted.name));
  chosen = [wanted.name];
  await choice.refresh();
  await bus.publish(toEvent(wanted.name));
  await bus.publish(toEvent(other.name));
  await expect.poll(() => heard, patience).toEqual([wanted.name]);
  chosen = [other.name];
  await choice.refresh();
  await bus.publish(toEvent(wanted.name));
  await bus.publish(toEvent(other.name));
  await expect.poll(() => heard, patience).toEqual([wanted.name, other.name]);
});

test("the broker keeps the choice while nobody consumes, also when what is chosen cannot be read", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology();
  const first = openBus(topology);
  const none = [on(definition, async () => undefined)];
  const choice = first.consumeChosen(consumer, none, async () => [definition.name]);
  await ready(first);
  await choice.refresh();
  await first[Symbol.asyncDispose]();
  const publisher = openBus(topology);
  await ready(publisher);
  await publisher.publish(toEvent(definition.name));
  await using channel = await openChannel();
  expect(await countOf(channel, workQueueOf(consumer))).toBe(1);
  const heard: number[] = [];
  const again = openBus(topology);
  const fails = () => Promise.reject(new Error("The database is away"));
  again.consumeChosen(consumer, [on(definition, async ({ data }) => heard.push(data.n))], fails);
  await expect.poll(() => heard, patience).toEqual([1]);
  await publisher.publish(toEvent(definition.name));
  await expect.poll(() => heard, patience).toEqual([1, 1]);
});

test("what another process chooses while this one takes it away is heard", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology();
  const bus = openBus(topology);
  const heard: number[] = [];
  let looks = 0;
  // The look before its own change, and then one after that of the other.
  const chosen = async () => (looks++ === 0 ? [] : [definition.name]);
  const choice = bus.consumeChosen(
    consumer,
    [on(definition, async ({ data }) => heard.push(data.n))],
    chosen,
  );
  await ready(bus);
  looks = 0;
  await choice.refresh();
  await bus.publish(toEvent(definition.name));
  await expect.poll(() => heard, patience).toEqual([1]);
});

test("whether the broker has heard of it is said", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology();
  const bus = openBus(topology);
  const choice = bus.consumeChosen(consumer, [on(definition, async () => undefined)], async () => []);
  await ready(bus);
  expect(await choice.refresh()).toBe(true);
  const lonely = openBus(topology, { url: "amqp://127.0.0.1:1" });
  const unheard = lonely.consumeChosen(consumer, [on(definition, async () => undefined)], async () => []);
  expect(await unheard.refresh()).toBe(false);
});

test("a consumer that the topology gives events cannot choose", () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const bus = openBus(topology);
  expect(() => bus.consumeChosen(consumer, [], async () => [])).toThrow("the topology says");
});
