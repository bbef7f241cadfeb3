import { createServer } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createShopProcess, type ShopProcess } from "../src/shop-process.ts";
import { createSupervisor, type Supervised } from "../src/supervisor.ts";
import { findFreePort } from "@shop/servers/port";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shop-supervisor-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A small process of the shop's kind, and what a supervisor says about it. */
async function aService({ firstPauseMs = 300 } = {}) {
  const port = await findFreePort();
  const entry = join(folder, `order-${port}.mjs`);
  const write = (code: string) => writeFile(entry, code);
  await write(`import { createServer } from "node:http";
    console.log(JSON.stringify({ level: "info", msg: "Listening" }));
    createServer((_, answer) => answer.end()).listen(${port}, "127.0.0.1")`);
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const supervisor = createSupervisor({ say, quickMs: 2_000, firstPauseMs, longestPauseMs: 600 });
  const process: ShopProcess = createShopProcess({
    name: "order",
    entry,
    env: globalThis.process.env,
    url: `http://127.0.0.1:${port}`,
    readyPath: undefined,
    root: folder,
    logFile: join(folder, "order.log"),
    onLine: () => undefined,
    onCrash: (end) => supervisor.restart(unit, end),
  });
  const unit: Supervised = {
    isRunning: () => process.isRunning(),
    start: async () => {
      await process.start();
      await process.waitReady(5_000);
    },
  };
  await unit.start();
  return {
    process,
    said,
    write,
    /** As `kill -9` in another terminal would. */
    murder: () => globalThis.process.kill(process.pid, "SIGKILL"),
    async [Symbol.asyncDispose]() {
      await Promise.all([supervisor[Symbol.asyncDispose](), process.kill("SIGTERM")]);
    },
  };
}
const longEnough = () => new Promise((resolve) => setTimeout(resolve, 2_100));

test("a service that is killed runs again, and one line says how it ended, how long that took and where its log is", async () => {
  await using service = await aService();
  await longEnough();
  service.murder();
  await expect.poll(() => service.said).toHaveLength(2);
  expect(service.said[0]).toBe("order ended by itself (SIGKILL); starting it again …");
  expect(service.said[1]).toMatch(
    /^order runs again, \d\.\d s after it ended \(SIGKILL\)\. Its log: .*order\.log$/,
  );
  expect((await fetch(service.process.url)).status).toBe(200);
});

test("killed twice in a moment, it is started a third time after a pause, and why it ended is said", async () => {
  await using service = await aService();
  await longEnough();
  service.murder();
  await expect.poll(() => service.said).toHaveLength(2);
  const again = performance.now();
  service.murder();
  await expect.poll(() => service.said).toHaveLength(4);
  expect(performance.now() - again).toBeGreaterThan(290);
  expect(service.said[2]).toMatch(
    /^order ended again \(SIGKILL\), soon after its start\. Its last lines:\n {2}info {2}Listening\n {2}Its log: \S+order\.log\. It is started again in 0\.3 s; the rest of the shop goes on\.$/,
  );
  expect(service.said[3]).toMatch(/^order runs again, /);
});

test("what can't start is tried less and less often, and runs once it can", async () => {
  await using service = await aService();
  await longEnough();
  await service.write(`console.log('{"level":"fatal","msg":"Bad environment"}'); process.exit(3)`);
  service.murder();
  await expect.poll(() => service.said.length).toBeGreaterThanOrEqual(4);
  expect(service.said.slice(1, 4).map((line) => /in ([\d.]+) s;/.exec(line)?.[1])).toEqual([
    "0.3",
    "0.6",
    "0.6",
  ]);
  expect(service.said[1]).toContain("order ended again (exit code 3)");
  expect(service.said[1]).toContain("error  Bad environment");
  await service.write("setInterval(() => undefined, 1000)");
  const port = Number(new URL(service.process.url).port);
  const answering = createServer((_, answer) => answer.end()).listen(port, "127.0.0.1");
  await expect.poll(() => service.said.at(-1)).toMatch(/^order runs again, /);
  answering.close();
});

test("what is stopped on purpose stays stopped, and is restarted on purpose", async () => {
  await using service = await aService();
  await service.process.kill("SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(service.process.isRunning()).toBe(false);
  await service.process.start();
  const before = service.process.pid;
  expect(await service.process.restart()).toBeLessThan(5_000);
  expect(service.process.pid).not.toBe(before);
  expect(service.said).toEqual([]);
});

test("a shop that is being stopped starts nothing again", async () => {
  const service = await aService({ firstPauseMs: 60_000 });
  service.murder();
  await expect.poll(() => service.said).toHaveLength(1);
  await service[Symbol.asyncDispose]();
  expect(service.process.isRunning()).toBe(false);
  expect(service.said).toHaveLength(1);
});
