/** A catalog that dies while it imports: the file is sent again, and then nothing of it is missing or there twice. */
import { setTimeout as pause } from "node:timers/promises";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { listenTo } from "@shop/testing/bus-ear";
import { seeded } from "@shop/testing/random";
import { soon } from "@shop/testing/soon";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShop, type TestShop } from "../test-shop.ts";
import { seeds } from "./seeds.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const count = 3_000;
const price = { amount: 500, currency: "EUR" } as const;
const rowsOf = (word: string) =>
  Array.from({ length: count }, (_, index) => {
    const id = `${word}-${index}`;
    const variants = ["S", "L"].map((size) => ({ sku: `${id}-${size}`, options: { size }, price, stock: 7 }));
    return { id, name: `Thing ${id}`, status: "active", variants };
  });

test.each(seeds)(
  "all products are there, announced and in stock, however often it died (seed %i)",
  { timeout: 240_000 },
  async (seed) => {
    const random = seeded("import", seed);
    const word = `i${seed}`;
    await using ear = await listenTo(shop.amqpUrl, catalogEvents);
    const admin = await shop.logIn("admin");
    const catalog = shop.process("catalog");
    const body = rowsOf(word)
      .map((row) => JSON.stringify(row))
      .join("\n");
    const send = () => admin.importProducts({ body }).catch(() => undefined);
    const startAgain = async (env: Record<string, string> = {}): Promise<void> => {
      await catalog.kill("SIGKILL");
      await catalog.start(env);
      await catalog.waitReady();
      await soon(() => admin.listProducts({ query: { limit: "1" } }));
    };

    for (const maxMs of [400, 1_200, 2_000]) {
      const sending = send();
      await pause(random.whole(0, maxMs));
      await startAgain();
      await sending;
    }
    await startAgain({ CRASH_AT: "outbox.published" });
    await send();
    await startAgain();
    // The gateway sees within a second or two that writes get through again.
    const { body: report } = await soon(() => admin.importProducts({ body }));
    expect(report).toMatchObject({ state: "done", updated: 0, failed: 0 });
    expect(report.created + report.unchanged).toBe(count);

    await using client = await mongoose.mongo.MongoClient.connect(shop.mongoUrl("catalog"));
    const rows = (name: string) => client.db().collection<{ readonly _id: string }>(name);
    const ofIt = { _id: { $regex: `^${word}-` } };
    expect(await rows("products").countDocuments(ofIt)).toBe(count);
    expect(await rows("stock").countDocuments({ ...ofIt, onHand: 7, movements: 1 })).toBe(2 * count);
    await expect.poll(() => rows("announcements").countDocuments(), { timeout: 60_000 }).toBe(0);
    const announced = ear.heard.filter(({ aggregateId }) => aggregateId.startsWith(`${word}-`));
    expect(new Set(announced.map(({ sequence }) => sequence))).toEqual(new Set([1]));
    expect(announced).toHaveLength(count);
    expect(new Set(announced.map(({ aggregateId }) => aggregateId)).size).toBe(count);
  },
);
