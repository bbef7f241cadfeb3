/** A backup comes back whole, or it is said why not; nothing runs on half of one. */
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectMongo } from "@shop/kit/mongo/connect";
import { ForeignLayoutError } from "@shop/kit/mongo/layout";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serviceNames } from "../src/backing.ts";
import { fileOf, readManifest } from "../src/backup/manifest.ts";
import { all, aShop, bring, layoutOf, log, take, three } from "./three-databases.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "backups-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a file that was changed, cut off or lost is found before anything is restored", async () => {
  const { databases } = await aShop();
  const to = join(folder, "damaged");
  await take(databases, to);
  const fresh = await three();
  const file = fileOf(to, "order", "orders");
  const bytes = await readFile(file);
  const damages = [
    () => writeFile(file, bytes.with(bytes.length - 1, 1)),
    () => truncate(file, bytes.length >> 1),
    () => rm(file),
  ];
  for (const damage of damages) {
    await writeFile(file, bytes);
    await damage();
    await expect(bring(fresh.databases, to)).rejects.toThrow(`${file} is not what was written there`);
  }
  for (const service of serviceNames)
    expect(await fresh.databases[service].listCollections().toArray()).toEqual([]);
});

test("what a later version has made is for that one", async () => {
  const { databases } = await aShop();
  await databases.user.collection("layout").updateOne({}, { $set: { number: 99 } });
  const to = join(folder, "later");
  await take(databases, to);
  await expect(readManifest(to)).rejects.toThrow("made by a later version of the shop (1.2.3)");
  await expect(bring(databases, to, { replaces: true })).rejects.toThrow("later version");
});

test("data is thrown away only when that is said, and never under a service that runs", async () => {
  const { databases, urls } = await aShop();
  const to = join(folder, "full");
  await take(databases, to);
  const before = await all(databases.order);
  await databases.order.collection("orders").deleteMany();
  await databases.order.collection("newer").insertOne({});
  await databases.user
    .collection<{ _id: string; userId: string }>("erasures")
    .insertOne({ _id: "e2", userId: "ana" });
  await expect(bring(databases, to)).rejects.toThrow(
    "has data, which a restore throws away: say so with --replace",
  );
  {
    await using service = await connectMongo({ url: urls["order"] ?? "", log, layout: layoutOf("order") });
    expect(service.isReady()).toBe(true);
    await expect(bring(databases, to, { replaces: true })).rejects.toThrow(
      "The order service runs on the database",
    );
  }
  expect(await bring(databases, to, { replaces: true })).toEqual(["ana"]);
  expect(await all(databases.order)).toEqual(before);
});

test("no service starts on what a restore has left half-way, no copy is made of it, and the next restore mends it", async () => {
  const { databases } = await aShop();
  const to = join(folder, "half");
  await take(databases, to);
  const fresh = await three();
  const say = (line: string) => {
    if (line.startsWith("user")) throw new Error("The power is out");
  };
  await expect(bring(fresh.databases, to, { say })).rejects.toThrow("The power is out");
  for (const service of serviceNames) {
    const start = connectMongo({ url: fresh.urls[service] ?? "", log, layout: layoutOf(service) });
    await expect(start).rejects.toThrow(ForeignLayoutError);
  }
  await expect(take(fresh.databases, join(folder, "of-half"))).rejects.toThrow("is not whole, as a restore");
  await bring(fresh.databases, to);
  expect(await all(fresh.databases.order)).toEqual(await all(databases.order));
});
