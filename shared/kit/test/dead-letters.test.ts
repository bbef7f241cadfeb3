/** Dead letters on their way from the broker to the database and back. */
import { defineEvent } from "@shop/contracts/language/event";
import { expect, test } from "vitest";
import { z } from "zod";
import { createDeadLetterStore, deadLetterCollection } from "../src/messaging/dead-letter-store.ts";
import { redrive, redriveAll } from "../src/messaging/redrive.ts";
import { deadQueueOf, workQueueOf } from "../src/messaging/bus/topology.ts";
import type { DeadLetter } from "../src/messaging/bus/dead-letters.ts";
import {
  countOf,
  newDefinition,
  newTopology,
  openBus,
  openChannel,
  openDatabase,
  patience,
  toEvent,
} from "./fixtures.ts";

async function openLetters() {
  const definition = newDefinition();
  const { topology, consumer } = newTopology(definition);
  const { connection } = await openDatabase([deadLetterCollection]);
  const letters = createDeadLetterStore({ connection, consumer });
  const bus = openBus(topology);
  const deps = { letters, deliver: bus.deliver.bind(bus, consumer), now: () => new Date() };
  const channel = await openChannel();
  await expect.poll(() => bus.canPublish(), patience).toBe(true);
  const headers = { "x-reason": "thing.wrong", "x-failed-at": "2026-11-26T10:00:00.000Z", "x-attempt": 3 };
  const sendDead = (messageId: string, more: object = {}) => {
    const content = Buffer.from(JSON.stringify(toEvent(definition.name)));
    channel.sendToQueue(deadQueueOf(consumer), content, {
      messageId,
      type: definition.name,
      headers,
      ...more,
    });
    return content;
  };
  return { consumer, bus, letters, deps, channel, sendDead };
}

test("a letter leaves the broker only when it is kept, whatever happens meanwhile", async () => {
  const { consumer, bus, letters, channel, sendDead } = await openLetters();
  let failures = 0;
  bus.collect(consumer, async (letter) => {
    if ((failures += 1) < 3) throw new Error("the database is away");
    return letters.keep(letter);
  });
  sendDead("letter-1");
  await expect.poll(() => letters.count(), patience).toBe(1);
  await expect.poll(() => countOf(channel, deadQueueOf(consumer)), patience).toBe(0);
  const [item] = await letters.list(10, undefined);
  expect(item).toMatchObject({ messageId: "letter-1", reason: "thing.wrong", attempts: 3, status: "dead" });
});

test("delivered twice it is one letter and one death; the news is told once", async () => {
  const { consumer, bus, letters, sendDead } = await openLetters();
  const kept: { letter: DeadLetter; isNews: boolean }[] = [];
  bus.collect(consumer, async (letter) => kept.push({ letter, isNews: await letters.keep(letter) }));
  sendDead("letter-1");
  await expect.poll(() => kept.length, patience).toBe(1);
  expect(await letters.keep(kept[0]!.letter)).toBe(false);
  expect(kept[0]!.isNews).toBe(true);
  expect(await letters.count()).toBe(1);
  expect((await letters.find(kept[0]!.letter.id))?.history).toHaveLength(1);
});

test("redriven it is byte for byte what it was, counts from zero, and stays dead when nobody took it", async () => {
  const { consumer, bus, letters, deps, channel, sendDead } = await openLetters();
  bus.collect(consumer, (letter) => letters.keep(letter));
  const content = sendDead("letter-1", { timestamp: 1_700_000_000 });
  await expect.poll(() => letters.count(), patience).toBe(1);
  const id = (await letters.list(1, undefined))[0]!.id;

  await expect(redrive({ ...deps, deliver: async () => false }, id)).rejects.toThrow("takes no messages");
  expect((await letters.find(id))?.status).toBe("dead");

  expect((await redrive(deps, id)).status).toBe("redriven");
  const message = await channel.get(workQueueOf(consumer), { noAck: true });
  if (!message) throw new Error("Nothing came");
  expect(message.content.equals(content)).toBe(true);
  expect(message.properties).toMatchObject({ messageId: "letter-1", timestamp: 1_700_000_000, headers: {} });
});

test("a letter that dies again before it is marked stays dead", async () => {
  const { consumer, bus, letters, deps, sendDead } = await openLetters();
  bus.collect(consumer, (letter) => letters.keep(letter));
  sendDead("letter-1");
  await expect.poll(() => letters.count(), patience).toBe(1);
  const [item] = await letters.list(1, undefined);
  const failedAt = new Date("2026-11-26T10:00:01.000Z");
  const deliver = async () => {
    const letter = await letters.find(item!.id);
    return letters.keep({ ...letter!, failedAt });
  };
  expect(await redrive({ ...deps, deliver }, item!.id)).toMatchObject({ status: "dead", failedAt });
});

test("what the broker buries itself is told in its words", async () => {
  const { consumer, bus, letters, sendDead } = await openLetters();
  bus.collect(consumer, (letter) => letters.keep(letter));
  sendDead("letter-1", { headers: { "x-death": [{ reason: "delivery_limit" }] } });
  await expect.poll(() => letters.count(), patience).toBe(1);
  expect((await letters.list(1, undefined))[0]).toMatchObject({ reason: "event.delivery_limit" });
});

test("all are redriven, more than fit one batch, and what the broker does not take is left", async () => {
  const { consumer, bus, letters, deps, channel, sendDead } = await openLetters();
  bus.collect(consumer, (letter) => letters.keep(letter));
  for (let n = 0; n < 120; n += 1) sendDead(`letter-${n}`);
  await expect.poll(() => letters.count(), patience).toBe(120);
  let sent = 0;
  const shy = { ...deps, deliver: async () => (sent += 1) <= 60 };
  expect(await redriveAll(shy, () => 30_000)).toEqual({ redriven: 60, left: 60 });
  expect(await redriveAll(deps, () => 30_000)).toEqual({ redriven: 60, left: 0 });
  await expect.poll(() => countOf(channel, workQueueOf(consumer)), patience).toBe(60);
});

test("one message that two consumers of a service could not handle is two letters, each given to its own", async () => {
  const { consumer, letters, sendDead, bus, deps } = await openLetters();
  bus.collect(consumer, (letter) => letters.keep(letter));
  sendDead("letter-1");
  await expect.poll(() => letters.count(), patience).toBe(1);
  const [own] = await letters.oldest(new Date(), 1);
  const other = { ...own!, id: "the-other", consumer: "webhooks" };
  await letters.keep(other);
  const given: string[] = [];
  await redriveAll(
    {
      ...deps,
      deliver: async (letter) => {
        given.push(letter.consumer);
        return true;
      },
    },
    () => 20_000,
  );
  expect(given.toSorted()).toEqual([consumer, "webhooks"].toSorted());
});

test("one that dies again before it is marked as redriven stays dead, and its history tells both in their order", async () => {
  const { consumer, bus, letters, deps, sendDead } = await openLetters();
  bus.collect(consumer, (letter) => letters.keep(letter));
  sendDead("letter-1");
  await expect.poll(() => letters.count(), patience).toBe(1);
  const [letter] = await letters.oldest(new Date(), 1);
  const deliver = async () => {
    const failedAt = new Date(Date.now() + 1);
    return letters.keep({ ...letter!, failedAt, reason: "thing.still_wrong" });
  };
  expect((await redrive({ ...deps, deliver }, letter!.id)).status).toBe("dead");
  const { history, reason } = (await letters.find(letter!.id))!;
  expect(reason).toBe("thing.still_wrong");
  expect(history.map(({ what }) => what)).toEqual(["died", "redriven", "died"]);
});

test("of somebody who is erased a letter goes, but for one that is owed and says no more than its contract", async () => {
  const cancelled = defineEvent("order.cancelled", z.object({ orderId: z.string(), customerId: z.string() }));
  const { connection } = await openDatabase([deadLetterCollection]);
  const letters = createDeadLetterStore({ connection, consumer: "catalog" });
  const keep = async (id: string, data: object, more: Partial<DeadLetter> = {}) => {
    const content = Buffer.from(JSON.stringify(toEvent(cancelled.name, { orderId: "o1", ...data })));
    const at = { messageId: id, failedAt: new Date(), attempts: 1, reason: "thing.wrong", error: null };
    const rest = { consumer: "catalog", name: cancelled.name, properties: {}, headers: {} };
    await letters.keep({ id, ...at, ...rest, content, ...more } as DeadLetter);
  };
  const customerId = "Ana-1";
  await keep("owed", { customerId });
  await keep("of somebody else", { customerId: "bob-1" });
  await keep("says more", { customerId, name: "Ana" });
  await keep("of another name", { customerId }, { content: Buffer.from(`{"customerId":"${customerId}"}`) });
  await keep("no JSON", { customerId }, { content: Buffer.from(`${customerId} {`) });
  await keep("with the address", { customerId: "ANA@example.com" });
  await keep("tells strangers", { customerId }, { consumer: "webhooks" });
  await keep("given again", { customerId });
  await letters.markRedriven((await letters.find("given again"))!, new Date());
  const ana = { id: "ana-1", addresses: ["ana@example.com"] };
  expect(await letters.dropNaming(ana, [newDefinition(), cancelled])).toBe(6);
  const left = await letters.list(10, undefined);
  expect(left.map(({ id }) => id).toSorted()).toEqual(["of somebody else", "owed"]);
});
