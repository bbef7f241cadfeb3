import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBacking, serviceNames } from "../src/backing.ts";
import { readKept, writeKept } from "../src/kept.ts";
import { lockFolder } from "../src/lock.ts";
import { packages } from "../src/shop.ts";

const { env } = process;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shop-data-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a folder has one shop at a time", async () => {
  const dataDir = join(folder, "lock");
  const first = await lockFolder(dataDir);
  // It is held by this test's own process, which another start sees as another shop.
  await writeFile(join(dataDir, "running"), `${startedAsShop.pid}`);
  await expect(lockFolder(dataDir)).rejects.toThrow(`runs already, as process ${startedAsShop.pid}`);
  startedAsShop.kill("SIGKILL");
  await first[Symbol.asyncDispose]();
  await using again = await lockFolder(dataDir);
  expect(again).toBeDefined();
});

/** What a running `npm start` looks like from outside. */
const startedAsShop = spawn(process.execPath, [
  "-e",
  "setInterval(() => undefined, 1000)",
  "deploy/local/start.ts",
]);
afterAll(() => startedAsShop.kill("SIGKILL"));

test("a killed shop does not hold its folder", async () => {
  const dataDir = join(folder, "killed");
  await (await lockFolder(dataDir))[Symbol.asyncDispose]();
  await writeFile(join(dataDir, "running"), "4194303");
  await using lock = await lockFolder(dataDir);
  expect(lock).toBeDefined();
});

test("data that another major made is left alone, and that is said", async () => {
  const dataDir = join(folder, "kept");
  const said: string[] = [];
  const options = {
    env: { ...env, MONGO_URL: "" },
    dataDir,
    packages,
    say: (line: string) => said.push(line),
    onCrash: () => undefined,
  };
  {
    await using backing = await createBacking(options);
    await (
      await backing.startMongo(serviceNames)
    ).up;
  }
  const { mongodb } = await readKept(dataDir);
  await writeKept(dataDir, {
    mongodb: { rung: mongodb?.rung ?? "path", major: "99", ports: mongodb?.ports ?? [] },
  });
  await using backing = await createBacking(options);
  await (
    await backing.startMongo(serviceNames)
  ).up;
  expect(said.join("\n")).toContain("The data of earlier starts is of MongoDB 99, which can't be had now");
  expect((await readKept(dataDir))["mongodb"]).toEqual(mongodb);
});
