/** Saves of products and changes of the tree at the same time, in one process and in two. */
import { setTimeout } from "node:timers/promises";
import { catalogApi } from "@shop/contracts/catalog/api";
import { createTransactions, type Transaction } from "@shop/kit/mongo/transactions";
import { isServerLost } from "@shop/kit/process/server-lost";
import { createClient } from "@shop/testing/http";
import { until } from "@shop/testing/until";
import mongoose, { type Connection } from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCategoryPins, type Pin } from "../src/categories/category-pin-store.ts";
import type { TreeRow } from "../src/categories/category-rows.ts";
import type { ProductRow } from "../src/products/product-rows.ts";
import { aProduct, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let connection: Connection;
let id: string;
beforeAll(async () => {
  catalog = await runCatalog();
  connection = await mongoose.createConnection(catalog.config.mongoUrl).asPromise();
  id = (await catalog.staff.createCategory({ body: { name: "Pinned" } })).body.id;
});
afterAll(async () => {
  await connection.close();
  await catalog[Symbol.asyncDispose]();
});

/** As a process has them. */
const open = () => openCategoryPins({ connection });

test("while a product is being saved with a category, nobody changes the tree; others save, and add categories", async () => {
  const pins = await open();
  const begin = async (): Promise<Transaction> => {
    const session = await connection.startSession();
    session.startTransaction();
    return { session, onCommit: () => undefined };
  };
  const [saver, other, adder, changer] = await Promise.all([begin(), begin(), begin(), begin()]);
  try {
    await pins.whileSaving(async (pin) => {
      const pinned = await pin([id, "nowhere"], saver);
      expect(pinned.map((category) => category.id)).toEqual([id]);
      expect(await pins.whileSaving((second) => second([id], other))).toHaveLength(1);
      // As another process does it: within one they take turns.
      const elsewhere = await open();
      await elsewhere.whileAdding((claim) => claim(adder));
      await adder.session.commitTransaction();
      const changing = elsewhere.whileChanging((claim) => claim(changer));
      await expect(changing).rejects.toThrow(/WriteConflict|Write conflict/);
    });
    await saver.session.commitTransaction();
    await other.session.commitTransaction();
  } finally {
    await Promise.all([saver, other, adder, changer].map(({ session }) => session.endSession()));
  }
});

test("a change of the tree has its turn while another process saves all the time", async () => {
  const transact = createTransactions(connection);
  const [elsewhere, pins] = await Promise.all([open(), open()]);
  const over = new AbortController();
  const save = (pin: Pin) =>
    transact(async (transaction) => {
      await pin([id], transaction);
      await setTimeout(30);
    });
  const saveOn = async (): Promise<number> => {
    let saves = 0;
    for (; !over.signal.aborted; saves += 1) await elsewhere.whileSaving(save);
    return saves;
  };
  const saving = Promise.all([saveOn(), saveOn(), saveOn()]);
  let claims = 0;
  for (let round = 0; round < 10; round += 1) {
    await setTimeout(50);
    await pins.whileChanging((claim) =>
      transact((transaction) => {
        claims += 1;
        return claim(transaction);
      }),
    );
  }
  over.abort();
  expect(Math.min(...(await saving))).toBeGreaterThan(0);
  // Refused once, it closes the lanes.
  expect(claims).toBeLessThanOrEqual(20);
});

test("a change that comes to nothing leaves no lane closed", async () => {
  const transact = createTransactions(connection);
  const [elsewhere, pins] = await Promise.all([open(), open()]);
  const pinned = Promise.withResolvers<void>();
  const saving = elsewhere.whileSaving((pin) =>
    transact(async (transaction) => {
      await pin([id], transaction);
      pinned.resolve();
      await setTimeout(300);
    }),
  );
  await pinned.promise;
  const changing = pins.whileChanging((claim) =>
    transact(async (transaction) => {
      await claim(transaction);
      throw new Error("in use");
    }),
  );
  await expect(changing).rejects.toThrow("in use");
  await saving;
  const closed = await catalog.rows("category_tree").countDocuments({ closedUntil: { $type: "date" } });
  expect(closed).toBe(0);
});

test("a save that finds its lane closed until its time is over is to be tried again, and nobody's mistake", async () => {
  const transact = createTransactions(connection);
  const pins = await open();
  const rows = catalog.rows<TreeRow>("category_tree");
  const lanes = { _id: { $regex: "^lane-" } };
  await rows.updateMany(lanes, { $set: { closedUntil: new Date(Date.now() + 60_000) } });
  try {
    const saving = pins.whileSaving((pin) =>
      transact((transaction) => pin([id], transaction), { timeoutMs: 300 }),
    );
    expect(await saving.catch(isServerLost)).toBe(true);
  } finally {
    await rows.updateMany(lanes, { $set: { closedUntil: null } });
  }
});

test("an import in one process while categories are renamed and moved in another: products show the last of it", async () => {
  await using other = await runCatalog(catalog.config);
  const elsewhere = createClient(other.url, catalogApi, { token: await catalog.tokenFor("staff") });
  const made = async (parentId: string | null) =>
    (await elsewhere.createCategory({ body: { name: `Pinned ${uniqueWord()}`, parentId } })).body.id;
  const tops = await Promise.all([made(null), made(null)]);
  const leaf = await made(tops[0] ?? null);
  const lines = Array.from({ length: 600 }, () => JSON.stringify(aProduct({ categories: [leaf] })));
  const over = new AbortController();
  const importing = catalog.staff.importProducts({ body: lines.join("\n") }).finally(() => over.abort());
  let round = 0;
  for (; !over.signal.aborted; round += 1) {
    const body = { name: `Name ${round}`, parentId: tops[round % 2] ?? null };
    const { status } = await elsewhere.updateCategory({
      params: { id: leaf },
      headers: { "if-match": "*" },
      body,
    });
    expect(status).toBe(200);
    await setTimeout(100);
  }
  expect((await importing).body).toMatchObject({ created: 600, failed: 0 });
  expect(round).toBeGreaterThan(1);
  const { body: last } = await elsewhere.getCategory({ params: { id: leaf } });
  const rows = catalog.rows<ProductRow>("products");
  const right = { "categories.0.name": last.name, categoryPath: { $all: [leaf, last.parentId ?? ""] } };
  await until(async () => (await rows.countDocuments(right)) === 600, "all show the last of it");
  expect(await rows.countDocuments({ categoryPath: { $all: [...tops] } })).toBe(0);
});
