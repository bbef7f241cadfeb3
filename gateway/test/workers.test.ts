/** Several gateways on one port, as the processes that they are. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findFreePort } from "./free-port.ts";
import { soon } from "@shop/testing/soon";
import { afterEach, expect, test } from "vitest";
import { startFakeService, type FakeService } from "./upstream.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const away = "127.0.0.1:1";
let service: FakeService | undefined;
let gateway: ChildProcess | undefined;
afterEach(async () => {
  gateway?.kill("SIGKILL");
  await service?.[Symbol.asyncDispose]();
});

type Line = { readonly msg: string; readonly worker?: number; readonly pid?: number };

async function start(port: number) {
  const { url } = (service = await startFakeService());
  const env = {
    GATEWAY_WORKERS: "2",
    HOST: "127.0.0.1",
    PORT: String(port),
    METRICS_PORT: String(await findFreePort()),
    CATALOG_URL: url,
    USER_URL: url,
    ORDER_URL: url,
    WEB_URL: url,
    REDIS_URL: `redis://${away}`,
    AMQP_URL: `amqp://${away}`,
    CACHE_MB: "0",
    RATE_LIMIT_PER_MINUTE: "1000000",
  };
  const supervisor = (gateway = spawn(process.execPath, [main], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  }));
  let text = "";
  supervisor.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const lines = (msg: string): Line[] =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => line.msg === msg);
  return {
    lines,
    stopped: once(supervisor, "exit"),
    kill: (signal: NodeJS.Signals) => supervisor.kill(signal),
  };
}

/** The status of an answer; rejects when there is none. */
const ask = (port: number, agent: Agent, path = "/products"): Promise<number> =>
  new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent }, (answer) => {
      answer.resume().once("error", reject);
      answer.once("end", () => resolve(answer.statusCode ?? 0));
    }).once("error", reject);
  });
/** Each over a connection of its own. */
const askOften = (port: number, times: number) =>
  Promise.all(Array.from({ length: times }, () => ask(port, new Agent())));

const good = (times: number) => Array.from({ length: times }, () => 200);

test("all of them answer, and one that dies is missed by nobody and comes back", async () => {
  const port = await findFreePort();
  const { lines, kill, stopped } = await start(port);
  await soon(() => expect(lines("Listening")).toHaveLength(2));

  expect(await askOften(port, 40)).toEqual(good(40));
  const answeredBy = () => new Set(lines("Request").map(({ worker }) => worker));
  await soon(() => expect(answeredBy()).toEqual(new Set([0, 1])));

  const first = lines("Worker").find(({ worker }) => worker === 0);
  process.kill(first?.pid ?? 0, "SIGKILL");
  await soon(() => expect(lines("Worker ended")).toHaveLength(1));
  expect(await askOften(port, 40)).toEqual(good(40));

  await soon(() => expect(lines("Listening")).toHaveLength(3));
  expect(lines("Worker").at(-1)).toMatchObject({ worker: 0 });
  kill("SIGTERM");
  expect(await stopped).toEqual([0, null]);
});

test("told to stop under load, they fail nobody who looks whether they are ready", async () => {
  const port = await findFreePort();
  const { lines, kill, stopped } = await start(port);
  await soon(() => expect(lines("Listening")).toHaveLength(2));
  const outcomes: unknown[] = [];
  const look = { isReady: true };
  const customer = async (): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (look.isReady) outcomes.push(await ask(port, agent).catch((error: unknown) => error));
    agent.destroy();
  };
  const customers = Array.from({ length: 8 }, customer);
  await soon(() => expect(outcomes.length).toBeGreaterThan(100));
  kill("SIGTERM");
  const before = outcomes.length;
  // As a balancer does; until then everybody who comes is answered.
  for (; look.isReady; await pause(200))
    look.isReady = (await ask(port, new Agent(), "/health/ready").catch(() => 0)) === 200;
  await Promise.all(customers);
  expect(new Set(outcomes)).toEqual(new Set([200]));
  expect(outcomes.length).toBeGreaterThan(before);
  expect(await stopped).toEqual([0, null]);
});

test("a port that is taken ends them all", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { stopped } = await start((other.address() as AddressInfo).port);
  expect(await stopped).toEqual([1, null]);
  other.close();
});

test("without the process that started them they stop", async () => {
  const { lines, kill } = await start(await findFreePort());
  await soon(() => expect(lines("Listening")).toHaveLength(2));
  kill("SIGKILL");
  await soon(() => expect(lines("Stopped")).toHaveLength(2));
});
