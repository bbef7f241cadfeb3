import { on, type Message } from "../src/messaging/bus/subscription.ts";
import { deadQueueOf, workQueueOf } from "../src/messaging/bus/topology.ts";
import { continueTrace, currentContext, runInContext, traceIdOf } from "../src/process/context.ts";
import { AppError } from "../src/errors.ts";
import { expect, test } from "vitest";
import { countOf, newDefinition, newTopology, openBus, openChannel, patience, toEvent } from "./fixtures.ts";

test("an event arrives with its data, and in the context of the request it came from", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const bus = openBus(topology);
  const heard: { message: Message<{ n: number }>; requestId: string | undefined; traceId: string }[] = [];
  bus.consume(consumer, [
    on(definition, async (message) => {
      const { requestId, traceparent = "" } = currentContext() ?? {};
      heard.push({ message, requestId, traceId: traceIdOf(traceparent) });
    }),
  ]);
  await expect.poll(() => bus.isConnected(), patience).toBe(true);

  const event = toEvent(definition.name);
  const traceparent = continueTrace(undefined);
  const sent = await runInContext({ requestId: "request-1", traceparent, msLeft: () => Infinity }, () =>
    bus.publish(event),
  );

  expect(sent).toBe(true);
  await expect.poll(() => heard.length, patience).toBe(1);
  expect(heard).toEqual([{ message: event, requestId: "request-1", traceId: traceIdOf(traceparent) }]);
});

test("an event waits for a consumer that no process has run yet", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const publisher = openBus(topology);
  await expect.poll(() => publisher.canPublish(), patience).toBe(true);
  await publisher.publish(toEvent(definition.name));

  const heard: number[] = [];
  openBus(topology).consume(consumer, [on(definition, async ({ data }) => heard.push(data.n))]);
  await expect.poll(() => heard, patience).toEqual([1]);
});

test("an event that nobody hears is confirmed; one that somebody hears is not while no queue takes it", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const bus = openBus(topology);
  await expect.poll(() => bus.canPublish(), patience).toBe(true);
  expect(await bus.publish(toEvent(newDefinition().name))).toBe(true);
  expect(await bus.publish(toEvent(definition.name))).toBe(true);
  await using channel = await openChannel();
  await channel.deleteQueue(workQueueOf(consumer));
  expect(await bus.publish(toEvent(definition.name))).toBe(false);
});

test("a handler that fails is tried again later, until it works", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const bus = openBus(topology);
  const at: number[] = [];
  bus.consume(consumer, [
    on(definition, async () => {
      at.push(performance.now());
      if (at.length < 4) throw new Error("not today");
    }),
  ]);
  await expect.poll(() => bus.canPublish(), patience).toBe(true);
  await bus.publish(toEvent(definition.name));

  await expect.poll(() => at.length, patience).toBe(4);
  const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  for (const [index, atLeast] of [100, 200, 200].entries())
    expect(pauses[index]).toBeGreaterThan(atLeast - 5);
  await using channel = await openChannel();
  expect(await countOf(channel, deadQueueOf(consumer))).toBe(0);
});

test("what can never work goes to the dead letters at once, with its reason", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const bus = openBus(topology);
  let runs = 0;
  bus.consume(consumer, [
    on(definition, async () => {
      runs += 1;
      throw new AppError("conflict", "thing.already_done", "It is done");
    }),
  ]);
  await expect.poll(() => bus.isConnected(), patience).toBe(true);
  const event = toEvent(definition.name);
  await bus.publish(event);
  await using channel = await openChannel();
  const bodies = [
    "not json",
    JSON.stringify(toEvent("nobody.knows_this")),
    JSON.stringify({ ...event, data: { n: "1" } }),
  ];
  for (const body of bodies) channel.sendToQueue(workQueueOf(consumer), Buffer.from(body));

  await expect.poll(() => countOf(channel, deadQueueOf(consumer)), patience).toBe(4);
  const reasons: Record<string, string> = {};
  for (let letter = 0; letter < 4; letter += 1) {
    const message = await channel.get(deadQueueOf(consumer), { noAck: true });
    if (message) reasons[message.content.toString()] = String(message.properties.headers?.["x-reason"]);
  }
  expect(reasons).toEqual({
    [JSON.stringify(event)]: "thing.already_done",
    [String(bodies[0])]: "event.invalid",
    [String(bodies[1])]: "event.unknown",
    [String(bodies[2])]: "event.invalid",
  });
  expect(runs).toBe(1);
});

test("fields that today's contract does not know are accepted", async () => {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const bus = openBus(topology);
  const heard: unknown[] = [];
  bus.consume(consumer, [on(definition, async ({ data }) => heard.push(data))]);
  await expect.poll(() => bus.canPublish(), patience).toBe(true);
  const future = { ...toEvent(definition.name, { n: 1, m: 2 }), tenant: "of tomorrow" };
  await bus.publish(future);
  await expect.poll(() => heard, patience).toEqual([{ n: 1 }]);
});

test("a consumer that handles anything but what the topology says does not start", async () => {
  const [heard, unheard] = [newDefinition(), newDefinition()];
  const { topology, consumer } = newTopology(heard);
  const bus = openBus(topology);
  expect(() => bus.consume(consumer, [])).toThrow(heard.name);
  expect(() => bus.consume(consumer, [on(heard, async () => 1), on(unheard, async () => 1)])).toThrow(
    unheard.name,
  );
  expect(() => bus.consume("nobody", [on(heard, async () => 1)])).toThrow("nobody");
});
