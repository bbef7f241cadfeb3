/** How data lies in a database: steps that lead from one number to the next, once, through crashes. */
import mongoose from "mongoose";
import { expect, onTestFinished, test } from "vitest";
import { connectMongo } from "../src/mongo/connect.ts";
import { type Collection, collectionOf } from "../src/mongo/collections.ts";
import { firstNumber, ForeignLayoutError, type Layout, type Step } from "../src/mongo/layout.ts";
import { withLock } from "../src/mongo/lock.ts";
import { log, newDatabaseUrl, openDatabase } from "./fixtures.ts";

const orders: Collection = {
  name: "orders",
  indexes: [{ key: { number: 1 }, name: "number", unique: true }],
};

/** A database that nobody has used, dropped when the test has finished. */
function newDatabase() {
  const url = newDatabaseUrl();
  const start = (layout: Layout) => connectMongo({ url, log, layout });
  onTestFinished(async () => {
    const client = new mongoose.mongo.MongoClient(url);
    await client.db().dropDatabase();
    await client.close();
  });
  return { url, start };
}

/** Starts, and looks at what lies there. */
async function look(start: Promise<Awaited<ReturnType<typeof connectMongo>>>) {
  await using mongo = await start;
  const names = await mongo.connection.listCollections();
  const layout = await collectionOf(mongo.connection, "layout").findOne();
  return {
    isReady: mongo.isReady(),
    collections: names.map(({ name }) => name).toSorted(),
    number: Number(layout?.["number"]),
    progress: layout?.["progress"] as unknown,
  };
}

const counting = (ran: string[], name: string): Step => ({
  name,
  run: async () => {
    ran.push(name);
  },
});

test("a fresh database has the newest layout at once: no step runs", async () => {
  const { start } = newDatabase();
  const ran: string[] = [];
  const layout = { collections: [orders], steps: [counting(ran, "one"), counting(ran, "two")] };
  expect(await look(start(layout))).toEqual({
    isReady: true,
    collections: ["layout", "locks", "orders"],
    number: firstNumber + 2,
    progress: null,
  });
  expect(ran).toEqual([]);
});

test("several replicas that start at once make what is missing, and run each step once, in order", async () => {
  const { start } = newDatabase();
  const ran: string[] = [];
  const replicas = (layout: Layout) => Promise.all([1, 2, 3].map(() => look(start(layout))));
  for (const seen of await replicas({ collections: [orders] }))
    expect(seen).toMatchObject({ isReady: true, number: firstNumber });

  const steps = ["one", "two", "three"].map((name) => counting(ran, name));
  for (const seen of await replicas({ collections: [orders], steps }))
    expect(seen).toMatchObject({ isReady: true, number: firstNumber + 3 });
  expect(ran).toEqual(["one", "two", "three"]);

  await look(start({ collections: [orders], steps: [...steps, counting(ran, "four")] }));
  expect(ran).toEqual(["one", "two", "three", "four"]);
});

test("a step that dies in the middle goes on from what it saved, and the ones before it do not run again", async () => {
  const { start } = newDatabase();
  await look(start({ collections: [] }));
  const ran: unknown[] = [];
  let isDying = true;
  const copy: Step = {
    name: "copy",
    run: async (db, { saved, save }) => {
      ran.push(saved);
      for (let part = Number(saved ?? 0) + 1; part <= 4; part += 1) {
        await db.collection<{ _id: number }>("parts").insertOne({ _id: part });
        await save(part);
        if (isDying && part === 2) throw new Error("killed");
      }
    },
  };
  const steps = [counting(ran as string[], "before"), copy, counting(ran as string[], "after")];
  await expect(start({ collections: [], steps })).rejects.toThrow("killed");
  isDying = false;
  expect(await look(start({ collections: [], steps }))).toMatchObject({
    collections: ["layout", "locks", "parts"],
    number: firstNumber + 3,
    progress: null,
  });
  expect(ran).toEqual(["before", null, 2, "after"]);
});

test("what one step has saved is not taken for the next one's", async () => {
  const { start } = newDatabase();
  await look(start({ collections: [] }));
  const seen: unknown[] = [];
  const step = (name: string): Step => ({
    name,
    run: async (_db, { saved, save }) => {
      seen.push(saved);
      await save(name);
    },
  });
  await look(start({ collections: [], steps: [step("one"), step("two")] }));
  expect(seen).toEqual([null, null]);
});

test("data without a layout is refused, untouched, and told what to do", async () => {
  const { start, url } = newDatabase();
  const client = new mongoose.mongo.MongoClient(url);
  onTestFinished(() => client.close());
  const db = client.db();
  await db.collection("orders").insertOne({ number: "A" });
  const refused = start({ collections: [orders] });
  await expect(refused).rejects.toThrow(ForeignLayoutError);
  await expect(refused).rejects.toThrow("npm start -- --fresh");
  await expect(refused).rejects.toThrow(db.databaseName);
  expect(await db.collection("orders").indexes()).toHaveLength(1);
  expect(await db.collection("layout").countDocuments()).toBe(0);
});

test("a later layout is refused, and its data left as it is", async () => {
  const { start } = newDatabase();
  await look(start({ collections: [] }));
  const later = [counting([], "one"), counting([], "two")];
  await look(start({ collections: [], steps: later }));
  const refused = start({ collections: [orders], steps: later.slice(0, 1) });
  await expect(refused).rejects.toThrow(ForeignLayoutError);
  await expect(refused).rejects.toThrow(/later version \(layout 4, this one knows 3\).*npm start -- --fresh/);
  expect(await look(start({ collections: [], steps: later }))).toMatchObject({
    collections: ["layout", "locks"],
    number: firstNumber + 2,
  });
});

test("an index that is declared later is there after the next start, a validator too", async () => {
  const { start } = newDatabase();
  await look(start({ collections: [orders] }));
  const byDate = { key: { createdAt: 1 }, name: "newest" } as const;
  const more: Collection = {
    ...orders,
    indexes: [...(orders.indexes ?? []), byDate],
    validator: { number: { $type: "string" } },
  };
  await using mongo = await start({ collections: [more] });
  const rows = collectionOf(mongo.connection, "orders");
  expect((await rows.indexes()).map(({ name }) => name)).toEqual(["_id_", "number", "newest"]);
  await expect(rows.insertOne({ number: 1 })).rejects.toMatchObject({ code: 121 });
});

test("one holder of a lock at a time; one that dies gives it back when its lease is over", async () => {
  const { connection } = await openDatabase([]);
  const db = connection.db!;
  let [inside, most] = [0, 0];
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await db.collection("parts").insertOne({});
    inside -= 1;
  };
  await Promise.all([1, 2, 3].map(() => withLock(db, { name: "x", leaseMs: 30_000, log }, work)));
  expect(most).toBe(1);
  await expect(
    withLock(db, { name: "x", leaseMs: 30_000, log }, () => Promise.reject(new Error("no"))),
  ).rejects.toThrow("no");

  const until = new Date(Date.now() + 500);
  const dead = { $set: { owner: "dead", until } };
  await db.collection<{ _id: string }>("locks").updateOne({ _id: "x" }, dead);
  let at = 0;
  await withLock(db, { name: "x", leaseMs: 3_000, log }, async () => {
    at = Date.now();
    // Kept for longer than its lease: renewed meanwhile.
    const other = withLock(db, { name: "x", leaseMs: 3_000, log }, work);
    await expect.poll(() => Date.now() - at).toBeGreaterThan(4_500);
    expect(await db.collection("parts").countDocuments()).toBe(3);
    void other.catch(() => undefined);
  });
  expect(at).toBeGreaterThanOrEqual(until.getTime() - 50);
  await expect.poll(() => db.collection("parts").countDocuments()).toBe(4);

  const losing = withLock(db, { name: "x", leaseMs: 30_000, log }, async () => {
    await db.collection<{ _id: string }>("locks").updateOne({ _id: "x" }, { $set: { owner: "another" } });
  });
  await expect(losing).rejects.toThrow("was lost");
});
