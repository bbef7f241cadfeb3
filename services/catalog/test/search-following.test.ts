import { setTimeout as pause } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { openProxy } from "@shop/testing/tcp-proxy";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEmbeddedSearch } from "../src/search/embedded-search-client.ts";
import { makeCatalogue } from "./search-catalogue.ts";
import { aRow, runSearch, type RunningSearch } from "./running-search.ts";

const threads: Worker[] = [];
const noteThread = (thread: Worker) => threads.push(thread);

let running: RunningSearch;
beforeAll(async () => {
  process.on("worker", noteThread);
  running = await runSearch(createEmbeddedSearch, makeCatalogue(500, 7));
});
afterAll(async () => {
  process.off("worker", noteThread);
  await running[Symbol.asyncDispose]();
});

const finds = (text: string) => async () => (await running.ask({ text })).ids[0];
const becomes = (text: string, id: string | undefined) =>
  until(async () => (await finds(text)()) === id || undefined, `${text} finds ${id}`);

test("what is written is found by every replica, and what is removed is not", async () => {
  await using replica = createEmbeddedSearch(running.given);
  const row = aRow({ name: "Zeppelin Model" });
  const { _id: id } = row;
  await running.products.insertOne(row);
  await becomes("zeppelin", id);
  await until(async () => {
    const found = await replica.search({ ...asked, text: "zeppelin" }).catch(() => undefined);
    return found?.ids[0] === id;
  }, "the replica finds it");

  await running.products.updateOne({ _id: id }, { $set: { name: "Airship Model" } });
  await becomes("airship", id);
  expect((await running.ask({ text: "airship" })).ids).toEqual([id]);
  await until(
    async () => !(await running.ask({ text: "zeppelin" })).ids.includes(id),
    "its old name is gone",
  );

  // What is left of a removed product, as the catalog keeps it.
  await running.products.replaceOne({ _id: id }, { status: "removed", rating: row.rating } as never);
  await until(async () => !(await running.ask({ text: "airship" })).ids.includes(id), "it left");
});

test("a question that is asked after a save knows of it, and of a save that never comes it does not wait for long", async () => {
  const { saves, products, ask } = running;
  const row = aRow({ name: "Sextant" });
  const { _id: id } = row;
  await products.insertOne(row);
  saves.push({ id, sequence: 1 });
  try {
    expect((await ask({ text: "sextant" })).ids).toEqual([id]);
    for (let sequence = 2; sequence < 12; sequence += 1) {
      const name = `Sextant Mark${sequence}`;
      await products.updateOne({ _id: id }, { $set: { name, sequence } });
      saves.splice(0, 1, { id, sequence });
      expect((await ask({ text: `Mark${sequence}` })).ids).toEqual([id]);
    }
    saves.push({ id: "nobody", sequence: 1 });
    expect((await ask({ text: "sextant" })).ids).toEqual([id]);
  } finally {
    saves.length = 0;
  }
});

test("a price and a stock are followed without the text changing", async () => {
  const row = aRow({ name: "Quince Jelly", amount: 500 });
  const { _id: id } = row;
  await running.products.insertOne(row);
  await becomes("quince", id);
  const price = { amount: 900, currency: "EUR" } as const;
  await running.products.updateOne({ _id: id }, { $set: { "variants.0.price": price, inStock: false } });
  await until(
    async () => (await running.ask({ text: "quince", minPrice: 900 })).ids[0] === id,
    "its new price is filtered by",
  );
  expect((await running.ask({ text: "quince", maxPrice: 500 })).ids).toEqual([]);
  expect((await running.ask({ text: "quince", inStockOnly: true })).ids).toEqual([]);
});

test("a thread that dies is begun anew; until then nobody waits long for an answer", async () => {
  const before = threads.length;
  const total = (await running.ask()).total.value;
  const outcomeOf = (asked: ReturnType<typeof running.ask>) =>
    asked.then(
      (answer) => answer.total.value,
      (error: { readonly code: string }) => error.code,
    );
  const underway = outcomeOf(running.ask());
  await threads.at(0)?.terminate();
  // Whoever asks is answered when it is built again soon, and refused when it is not: never wrongly, and never late.
  for (const outcome of [await underway, await outcomeOf(running.ask())])
    expect(outcome).toBeOneOf([total, "search.unavailable"]);
  await until(
    async () => (await running.ask().catch(() => undefined))?.total.value === total,
    "it answers again",
  );
  expect(threads.length).toBe(before + 1);
});

test("an index that is half dead goes on until the one in its place is built", async () => {
  const rows = Array.from({ length: 2_500 }, () => aRow({ name: "Alpha" }));
  await using other = await runSearch(createEmbeddedSearch, rows);
  await using proxy = await openProxy(other.given.mongoUrl);
  const url = new URL(proxy.url);
  url.search = "?directConnection=true&serverSelectionTimeoutMS=2000";
  await using search = createEmbeddedSearch({ ...other.given, mongoUrl: url.href });
  const countOf = async (text: string) =>
    (await search.search({ ...asked, text }).catch(() => undefined))?.total.value;
  const allAre = (name: string) =>
    until(async () => (await countOf(name)) === rows.length, `all are found as ${name}`);
  const rename = async (name: string) => {
    await other.products.updateMany({}, { $set: { name } });
    await allAre(name);
  };
  await allAre("Alpha");
  for (const name of ["Bravo", "Charlie"]) await rename(name);
  // The next one cannot begin: whatever is found is found by the one before.
  proxy.refuseNew();
  for (const name of ["Delta", "Echo"]) await rename(name);
  const row = aRow({ name: "Foxtrot" });
  await other.products.insertOne(row);
  await expect.poll(() => countOf("foxtrot")).toBe(1);
  proxy.mend();
  rows.push(row);
  await rename("Golf");
});

test("a stream that is lost costs a build, and no product", async () => {
  await using other = await runSearch(createEmbeddedSearch, [aRow({ name: "Old Barometer" })]);
  await other.products.drop();
  const row = aRow({ name: "New Barometer" });
  await other.products.insertOne(row);
  const { _id: id } = row;
  await until(async () => (await other.ask({ text: "barometer" })).ids.includes(id), "it is found");
  expect((await other.ask({ text: "barometer" })).ids).toEqual([id]);
});

test("a database that is away at start is waited for, and one that goes away is followed when it is back", async () => {
  await using proxy = await openProxy(running.given.mongoUrl, { isCut: true });
  const url = new URL(proxy.url);
  url.search = "?directConnection=true&serverSelectionTimeoutMS=2000";
  await using search = createEmbeddedSearch({ ...running.given, mongoUrl: url.href });
  const ask = (text: string) => search.search({ ...asked, text }).catch(() => undefined);
  expect(await ask("thing")).toBeUndefined();
  proxy.mend();
  await until(async () => ((await ask("shirt"))?.total.value ?? 0) > 0, "it is built");

  proxy.cut();
  const row = aRow({ name: "Xylophone" });
  const { _id: id } = row;
  await running.products.insertOne(row);
  await pause(200);
  expect((await ask("shirt"))?.total.value).toBeGreaterThan(0);
  proxy.mend();
  await until(async () => (await ask("xylophone"))?.ids[0] === id, "what was missed is found");
});

const asked = {
  statuses: ["active"],
  attributes: [],
  currency: "EUR",
  inStockOnly: false,
  sort: "relevance",
  limit: 5,
  withFacets: false,
} as const;
