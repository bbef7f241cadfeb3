import { expect, test } from "vitest";
import { createLogger } from "../src/logger.ts";
import { defineCollection, type Migration } from "../src/migrations.ts";
import { collectionOf, connectMongo } from "../src/mongo.ts";
import { log, openDatabase, patience } from "./fixtures.ts";

const orders = defineCollection({
  name: "orders",
  collection: "orders",
  indexes: [{ key: { number: 1 }, name: "number", unique: true }],
  validator: { $jsonSchema: { properties: { available: { minimum: 0 } } } },
});

test("two replicas that start together run each migration once, in order", async () => {
  const ran: string[] = [];
  const step = (name: string): Migration => ({
    name,
    up: async (db) => {
      ran.push(name);
      await db.collection("steps").insertOne({ name });
    },
  });
  const migrations = [step("one"), step("two"), step("three")];
  const first = await openDatabase([]);
  await Promise.all(
    [1, 2, 3].map(async () => {
      await using replica = await connectMongo({ url: first.url, log, migrations });
      expect(replica.isReady()).toBe(true);
    }),
  );
  expect(ran).toEqual(["one", "two", "three"]);

  await using later = await connectMongo({ url: first.url, log, migrations: [...migrations, step("four")] });
  expect(await collectionOf(later.connection, "steps").countDocuments()).toBe(4);
});

test("a migration that failed in the middle is run again by the next start", async () => {
  const { url, connection } = await openDatabase([]);
  let attempts = 0;
  const shaky: Migration = {
    name: "shaky",
    up: async () => {
      attempts += 1;
      if (attempts === 1) throw new Error("killed");
    },
  };
  await expect(connectMongo({ url, log, migrations: [shaky] })).rejects.toThrow("killed");
  await using started = await connectMongo({ url, log, migrations: [shaky] });
  expect(started.isReady()).toBe(true);
  expect(attempts).toBe(2);
  expect(await collectionOf(connection, "migrations").countDocuments()).toBe(1);
});

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
  await using mongo = await connectMongo({ url, log: watched, migrations: [orders], checkEveryMs: 20 });
  expect(mongo.isReady()).toBe(true);

  await collectionOf(connection, "orders").dropIndex("number");
  await expect.poll(() => mongo.isReady(), patience).toBe(false);
  expect(lines.join()).toContain('"missing":[{"collection":"orders","key":{"number":1}}]');

  await collectionOf(connection, "orders").createIndex({ number: 1 }, { unique: true });
  await expect.poll(() => mongo.isReady(), patience).toBe(true);
});

test("a URL that can never work is refused at once", async () => {
  await expect(connectMongo({ url: "http://localhost", log, migrations: [] })).rejects.toThrow(/scheme/);
});
