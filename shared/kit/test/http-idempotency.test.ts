import { randomUUID } from "node:crypto";
import { soon } from "@shop/testing/soon";
import { describe, expect, test } from "vitest";
import { collectionOf } from "../src/mongo/collections.ts";
import { openDatabase } from "./fixtures.ts";
import { collections, orders, startReplica, tokens, type Keeping } from "./http-orders.ts";

const newKey = () => `"${randomUUID()}"`;

const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { wait: () => promise, open: resolve };
};

describe.each<[string, Keeping]>([
  ["in rows of their own", "rows"],
  ["in what they make", "orders"],
])("keys %s", (_where, keeping) => {
  test("50 equal posts at once, to two replicas, make one order and get one answer", async () => {
    const { connection } = await openDatabase(collections);
    const replicas = [
      await startReplica(connection, { keeping }),
      await startReplica(connection, { keeping }),
    ];
    const key = newKey();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => replicas[index % 2]!.post(key, { amount: 5 })),
    );
    expect(new Set(answers.map(({ same }) => same)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(answers.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1);
    expect(await orders(connection).countDocuments()).toBe(1);
  });

  test("a repetition gets the answer as it was first sent, whatever became of the order", async () => {
    const { connection } = await openDatabase(collections);
    const replica = await startReplica(connection, { keeping });
    const key = newKey();
    const first = await replica.post(key, { amount: 5, note: "a" });
    expect([first.status, first.isReplayed]).toEqual([201, false]);
    await orders(connection).updateOne({}, { $set: { amount: 9, version: 2 } });
    for (const body of [
      { amount: 5, note: "a" },
      { note: "a", amount: 5 },
    ]) {
      const again = await replica.post(key.slice(1, -1), body);
      expect([again.same, again.isReplayed]).toEqual([first.same, true]);
    }
    expect(replica.handled()).toBe(1);
  });

  test("a key that was used for something else is 422, and a key belongs to its caller", async () => {
    const { connection } = await openDatabase(collections);
    const replica = await startReplica(connection, { keeping });
    const key = newKey();
    const first = await replica.post(key, { amount: 5 });
    expect(await replica.post(key, { amount: 6 })).toMatchObject({
      status: 422,
      code: "idempotency.key_reused",
    });
    const other = await replica.post(key, { amount: 5 }, { authorization: `Bearer ${await tokens.sign()}` });
    expect([other.status, other.isReplayed]).toEqual([201, false]);
    expect(other.same).not.toBe(first.same);
  });

  test("a key is needed, after the body was found to be good", async () => {
    const { connection } = await openDatabase(collections);
    const { url, post, token } = await startReplica(connection, { keeping });
    const send = (body: string) =>
      fetch(`${url}/orders`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body,
      });
    expect(await (await send('{"amount":5}')).json()).toMatchObject({
      status: 400,
      code: "idempotency.key_required",
    });
    expect(await (await send("{")).json()).toMatchObject({ status: 400, code: "request.malformed" });
    expect(await post("short", { amount: 5 })).toMatchObject({
      status: 400,
      code: "idempotency.key_invalid",
    });
    expect(await orders(connection).countDocuments()).toBe(0);
  });

  test("a refusal leaves the key unused", async () => {
    const { connection } = await openDatabase(collections);
    const replica = await startReplica(connection, { keeping });
    const key = newKey();
    const refusals = await Promise.all(Array.from({ length: 5 }, () => replica.post(key, { amount: 5000 })));
    expect(refusals.map(({ status, code }) => [status, code])).toEqual(
      Array.from({ length: 5 }, () => [409, "order.too_dear"]),
    );
    expect(await replica.post(key, { amount: 5 })).toMatchObject({ status: 201, isReplayed: false });
  });

  test("a duplicate waits for the first, also at another replica", async () => {
    const { connection } = await openDatabase(collections);
    const settling = gate();
    const replica = await startReplica(connection, { keeping, afterCommit: settling.wait });
    const other = await startReplica(connection, { keeping });
    const key = newKey();
    const first = replica.post(key, { amount: 5 });
    await soon(async () => expect(await orders(connection).countDocuments()).toBe(1));
    const duplicates = [replica.post(key, { amount: 5 }), other.post(key, { amount: 5 })];
    const impatient = await other.post(key, { amount: 5 }, { "x-request-deadline": "500" });
    expect(impatient).toMatchObject({ status: 409, code: "idempotency.in_progress", retryAfter: "1" });
    expect(await other.post(key, { amount: 6 })).toMatchObject({ status: 422 });
    settling.open();
    const answers = await Promise.all([first, ...duplicates]);
    expect(answers.map(({ isReplayed }) => isReplayed)).toEqual([false, true, true]);
    expect(new Set(answers.map(({ same }) => same)).size).toBe(1);
    expect(other.handled()).toBe(0);
  });

  test("a crash between commit and answer is made good by the next request, once the first one's time is over", async () => {
    const { connection } = await openDatabase(collections);
    const dead = gate();
    const crashed = await startReplica(connection, { keeping, afterCommit: dead.wait });
    const survivor = await startReplica(connection, { keeping });
    const key = newKey();
    const lost = await crashed.post(key, { amount: 5 }, { "x-request-deadline": "700" });
    expect(lost.status).toBe(504);
    await orders(connection).updateOne({}, { $set: { amount: 9 } });
    const retries = await Promise.all([survivor.post(key, { amount: 5 }), survivor.post(key, { amount: 5 })]);
    expect(retries.map(({ status, isReplayed }) => [status, isReplayed])).toEqual([
      [201, true],
      [201, true],
    ]);
    expect(retries[0].same).toBe(retries[1].same);
    expect(await orders(connection).countDocuments()).toBe(1);

    dead.open();
    const late = await crashed.post(key, { amount: 5 });
    expect(late.same).toBe(retries[0].same);
  });

  test("work that hangs for ever keeps its key from the next request for a while only", async () => {
    const { connection } = await openDatabase(collections);
    const hanging = gate();
    const replica = await startReplica(connection, { keeping, afterCommit: hanging.wait, graceMs: 50 });
    const key = newKey();
    expect((await replica.post(key, { amount: 5 }, { "x-request-deadline": "500" })).status).toBe(504);
    const again = async () => replica.post(key, { amount: 5 });
    await expect.poll(again, { timeout: 10_000 }).toMatchObject({ status: 201, isReplayed: true });
    expect(await orders(connection).countDocuments()).toBe(1);
    hanging.open();
  });

  test("an answer that came too late to be sent is there for the next request", async () => {
    const { connection } = await openDatabase(collections);
    const slow = gate();
    const replica = await startReplica(connection, { keeping, afterCommit: slow.wait });
    const key = newKey();
    expect((await replica.post(key, { amount: 5 }, { "x-request-deadline": "500" })).status).toBe(504);
    slow.open();
    expect(await replica.post(key, { amount: 5 })).toMatchObject({ status: 201, isReplayed: true });
    expect(replica.handled()).toBe(1);
  });
});

test("a day later the order's own index still knows the key", async () => {
  const { connection } = await openDatabase(collections);
  const replica = await startReplica(connection);
  const key = newKey();
  const first = await replica.post(key, { amount: 5 });
  const keys = collectionOf(connection, "idempotency_keys");
  expect(await keys.indexes()).toContainEqual(
    expect.objectContaining({ key: { createdAt: 1 }, expireAfterSeconds: 86_400 }),
  );
  await keys.deleteMany({});
  const again = await replica.post(key, { amount: 5 });
  expect([again.same, again.isReplayed]).toEqual([first.same, true]);
  expect(await orders(connection).countDocuments()).toBe(1);
});

test("keys that are kept in what they make leave no row behind", async () => {
  const { connection } = await openDatabase(collections);
  const replica = await startReplica(connection, { keeping: "orders" });
  await replica.post(newKey(), { amount: 5 });
  expect(await collectionOf(connection, "idempotency_keys").countDocuments()).toBe(0);
});
