import { expect, test } from "vitest";
import { createLogger } from "../src/process/logger.ts";
import { connectMongo } from "../src/mongo/connect.ts";
import { type Collection, collectionOf } from "../src/mongo/collections.ts";
import { log, openDatabase, patience } from "./fixtures.ts";

const orders: Collection = {
  name: "orders",
  indexes: [{ key: { number: 1 }, name: "number", unique: true }],
  validator: { $jsonSchema: { properties: { available: { minimum: 0 } } } },
};
const layout = { collections: [orders] };

test("a declared collection has its indexes and refuses what its validator forbids", async () => {
  const { connection } = await openDatabase([orders]);
  const rows = collectionOf<{ number: string; available: number }>(connection, "orders");
  await rows.insertOne({ number: "A", available: 1 });
  await expect(rows.insertOne({ number: "A", available: 1 })).rejects.toMatchObject({ code: 11_000 });
  await expect(rows.updateOne({ number: "A" }, { $inc: { available: -2 } })).rejects.toMatchObject({
    code: 121,
  });
});

test("a service whose unique index has gone is not ready, and says which", async () => {
  const lines: string[] = [];
  const watched = createLogger("test", "error", { write: (line) => lines.push(line) });
  const { url, connection } = await openDatabase([orders]);
  await using mongo = await connectMongo({ url, log: watched, layout, checkEveryMs: 20 });
  expect(mongo.isReady()).toBe(true);

  await collectionOf(connection, "orders").dropIndex("number");
  await expect.poll(() => mongo.isReady(), patience).toBe(false);
  expect(lines.join()).toContain('"missing":[{"collection":"orders","key":{"number":1}}]');

  await collectionOf(connection, "orders").createIndex({ number: 1 }, { unique: true });
  await expect.poll(() => mongo.isReady(), patience).toBe(true);
});

test("a service that starts without the unique index it once made is not ready", async () => {
  const { url, connection } = await openDatabase([orders]);
  await collectionOf(connection, "orders").drop();
  await using mongo = await connectMongo({ url, log, layout });
  expect(mongo.isReady()).toBe(false);
});

test("the database's clock is known from the start", async () => {
  const { clock } = await openDatabase([]);
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(5_000);
});

test("a URL that can never work is refused at once", async () => {
  await expect(connectMongo({ url: "http://localhost", log, layout })).rejects.toThrow(/scheme/);
});
