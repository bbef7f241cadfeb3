/** Copies of three databases as files: exact, whole or not there, and for their owner alone. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { connectMongo } from "@shop/kit/mongo/connect";
import { isPortFree } from "@shop/servers/port";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openDatabases } from "../src/backup/databases.ts";
import { fileOf } from "../src/backup/manifest.ts";
import { readKept, writeKept } from "../src/kept.ts";
import { packages } from "../src/shop.ts";
import { all, aShop, bring, layoutOf, log, take, three } from "./three-databases.ts";

const { Int32, Long, Double, Decimal128, Binary, ObjectId } = mongoose.mongo.BSON;
const { env } = process;
const quiet = { say: () => undefined };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "backups-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function modes(path: string): Promise<string[]> {
  const names = await readdir(path, { recursive: true });
  const stats = await Promise.all(names.map((name) => stat(join(path, name))));
  return [
    ...new Set(
      stats.map((each) => `${each.isFile() ? "file" : "folder"} ${(each.mode & 0o777).toString(8)}`),
    ),
  ];
}

test("what was copied comes back byte for byte, with its types, indexes and rules, and nobody else can read it", async () => {
  const { databases } = await aShop();
  await databases.order.collection("orders").insertOne({
    number: "a line\u2028separator, a\nnewline and a\r return",
    int: new Int32(5),
    long: Long.fromString("9007199254740993"),
    double: new Double(5),
    zero: new Double(-0),
    money: Decimal128.fromString("1.10"),
    at: new Date(-1),
    id: new ObjectId(),
    bytes: new Binary(Buffer.from([0, 255])),
    none: null,
    list: [[], {}, /a"b/i],
    huge: "ü".repeat(1_500_000),
  });
  const to = join(folder, "parent", "whole");
  const before = await all(databases.order);
  const pictures = await all(databases.catalog);
  await take(databases, to);
  expect((await modes(to)).toSorted()).toEqual(["file 600", "folder 700"]);
  expect((await stat(to)).mode & 0o777).toBe(0o700);
  expect(await readdir(join(folder, "parent"))).toEqual(["whole"]);
  const fresh = await three();
  await bring(fresh.databases, to);
  expect(await all(fresh.databases.order)).toEqual(before);
  expect(await all(fresh.databases.catalog)).toEqual(pictures);
  // A service finds what it has promised.
  await using service = await connectMongo({
    url: fresh.urls["order"] ?? "",
    log,
    layout: layoutOf("order"),
  });
  expect(service.isReady()).toBe(true);
});

test("sessions are left out, also in the files, and their collection is there", async () => {
  const { databases } = await aShop();
  const to = join(folder, "sessions");
  await take(databases, to);
  expect(gunzipSync(await readFile(fileOf(to, "user", "sessions"))).toString()).toBe("");
  const fresh = await three();
  await bring(fresh.databases, to);
  expect(await fresh.databases.user.listCollections({ name: "sessions" }).toArray()).toHaveLength(1);
});

test("what is written while a copy is made is not in it: each database is of one instant, and all begin together", async () => {
  const { databases } = await aShop();
  const writes: Promise<unknown>[] = [];
  const say = (line: string) => {
    const late = { number: "late", total: 1 };
    if (line.startsWith("catalog")) writes.push(databases.order.collection("orders").insertOne(late));
  };
  const { databases: copied } = await take(databases, join(folder, "instant"), say);
  await Promise.all(writes);
  expect(copied.order.collections.find(({ name }) => name === "orders")?.documents).toBe(2_500);
});

test("a folder that is there is not written over, nor one of a backup that goes on", async () => {
  const { databases } = await aShop();
  const to = join(folder, "there");
  await mkdir(to);
  await expect(take(databases, to)).rejects.toThrow(`${to} is there already`);
  await mkdir(`${to}2.unfinished`);
  await expect(take(databases, `${to}2`)).rejects.toThrow("goes on, or was broken off: remove it");
});

test("a copy that fails leaves nothing, and what has not its name is no backup", async () => {
  const { databases } = await aShop();
  const to = join(folder, "broken-off");
  const broken = take(databases, to, () => {
    throw new Error("No room");
  });
  await expect(broken).rejects.toThrow("No room");
  expect((await readdir(folder)).filter((name) => name.startsWith("broken-off"))).toEqual([]);
  await mkdir(to);
  await expect(bring((await three()).databases, to)).rejects.toThrow("is not a whole backup");
  await databases.order.collection("layout").deleteMany();
  await expect(take(databases, `${to}2`)).rejects.toThrow("No service has begun to use the database");
});

test("a command that is stopped leaves no server behind, which would keep the data from the next start", async () => {
  const dataDir = await mkdtemp(join(folder, "stopped-"));
  const { href } = new URL("../src/backup/databases.ts", import.meta.url);
  const where = JSON.stringify({ env: { ...env, MONGO_URL: "" }, dataDir, packages, mayRun: false });
  const program = `const { openDatabases } = await import("${href}");
    await openDatabases({ ...${where}, say: () => undefined });
    process.stdout.write("open");
    setInterval(() => undefined, 1000);`;
  const command = spawn(process.execPath, ["-e", program]);
  onTestFinished(() => void command.kill("SIGKILL"));
  await once(command.stdout, "data");
  command.kill("SIGINT");
  expect(await once(command, "exit")).toEqual([1, null]);
  const { mongodb } = await readKept(dataDir);
  for (const port of mongodb?.ports ?? [0]) expect(await isPortFree(port)).toBe(true);
});

test("a shop of npm start that runs is copied where it runs, and keeps a restore away", async () => {
  const dataDir = await mkdtemp(join(folder, "data-"));
  const shop = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)", "deploy/local/start.ts"]);
  onTestFinished(() => void shop.kill("SIGKILL"));
  await writeFile(join(dataDir, "running"), `${shop.pid}`);
  await writeKept(dataDir, { mongodb: { rung: "path", major: "8", ports: [1, 2, 3] } });
  const where = { env: { MONGO_URL: "" }, dataDir, packages, ...quiet };
  await expect(openDatabases({ ...where, mayRun: false })).rejects.toThrow(
    `runs already, as process ${shop.pid}`,
  );
  await expect(openDatabases({ ...where, mayRun: true })).rejects.toThrow(
    /^The \w+ database at 127\.0\.0\.1:[123] /,
  );
});

test("all three databases are named, or none, and one that is away is told of in a sentence", async () => {
  const open = (given: Record<string, string>) =>
    openDatabases({ env: given, dataDir: folder, packages, mayRun: false, ...quiet });
  await expect(open({ USER_MONGO_URL: "mongodb://127.0.0.1:1/user" })).rejects.toThrow(
    "CATALOG_MONGO_URL and ORDER_MONGO_URL is missing",
  );
  const away = "mongodb://me:hunter2@127.0.0.1:1/?serverSelectionTimeoutMS=100";
  await expect(open({ MONGO_URL: away })).rejects.toThrow(
    /^The \w+ database at 127\.0\.0\.1:1 cannot be reached/,
  );
});
