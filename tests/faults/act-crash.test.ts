/** A catalog that dies before what staff does, after it, and when it takes up what is left: the audit log has it, once. */
import { euros } from "@shop/contracts/language/values";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShop, type TestShop } from "../test-shop.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

test.each([
  ["acts.begun", 1999],
  ["acts.done", 2499],
])("%s", { timeout: 240_000 }, async (point, price) => {
  const admin = await shop.logIn("admin");
  const id = await shop.sell(5, 1999);
  const catalog = shop.process("catalog");
  const startAndDie = async (CRASH_AT: string, meanwhile: () => Promise<unknown>) => {
    await catalog.kill("SIGTERM");
    await catalog.start({ CRASH_AT });
    await catalog.waitReady();
    await meanwhile();
    await expect.poll(() => catalog.isRunning(), { timeout: 60_000 }).toBe(false);
  };
  const body = { variants: [{ sku: id, price: euros(2499) }] };
  const change = () => admin.updateProduct({ params: { id }, ifMatch: "*", body });
  await startAndDie(point, () => change().catch(() => undefined));

  // As if its time were over.
  await using client = await mongoose.mongo.MongoClient.connect(shop.mongoUrl("catalog"));
  const acts = client.db().collection("acts");
  const overdue = { $set: { "owes.0.dueAt": new Date(0) } };
  expect((await acts.updateOne({ object: id, "owes.kind": "settle" }, overdue)).modifiedCount).toBe(1);
  await catalog.start();
  await catalog.waitReady();
  const told = async () => (await admin.listAudit({ query: { object: id } })).body.items;
  await expect.poll(told, { timeout: 60_000 }).toMatchObject([
    {
      actor: admin.id,
      action: "products.update",
      before: { price: euros(1999) },
      after: { price: euros(price) },
    },
  ]);
  await expect.poll(() => acts.countDocuments({ owes: { $ne: [] } }), { timeout: 30_000 }).toBe(0);
  expect(await told()).toHaveLength(1);
});
