import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { startChild } from "../src/child.ts";
import { findProgram } from "../src/ladder.ts";
import { findFreePort, isPortFree } from "../src/port.ts";
import { findUnreachable, hostsOf } from "../src/reach.ts";

const { env } = process;
const silent = createServer(() => undefined).listen(0, "127.0.0.1");
await once(silent, "listening");
const silentHost = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
afterAll(() => silent.close());

const addresses = [
  ["MONGO_URL", "MongoDB", "mongodb://me:hunter2@HOST/?replicaSet=rs0"],
  ["REDIS_URL", "Redis", "redis://me:hunter2@HOST"],
  ["AMQP_URL", "RabbitMQ", "amqp://me:hunter2@HOST"],
] as const;
const hosts = [
  ["is dead", "127.0.0.1:1", /ECONNREFUSED/],
  ["does not exist", "no-such-host.invalid:7000", /ENOTFOUND|EAI_AGAIN|no answer|timed out/],
  ["is silent", silentHost, /time|no answer|closed/i],
] as const;
const cases = addresses.flatMap(([variable, title, url]) =>
  hosts.map(([how, host, reason]) => [variable, how, host, title, url, reason] as const),
);

test.for(cases)(
  "%s whose server %s (%s) is named within 5 s, without its password",
  { timeout: 20_000 },
  async ([variable, , host, title, url, reason]) => {
    const began = performance.now();
    const found = await findUnreachable({ [variable]: url.replace("HOST", host) });
    expect(performance.now() - began).toBeLessThan(5_000);
    const [sentence, ...more] = [...found.values()];
    expect(more).toEqual([]);
    expect(sentence).toContain(`${title} at ${host} (${variable}) cannot be reached: `);
    expect(sentence).toMatch(reason);
    expect(sentence).not.toMatch(/hunter2|\n/);
  },
);

test("servers that answer are used, also a MongoDB with a name in its address that it does not have yet", async () => {
  const given = {
    MONGO_URL: inject("mongoUrl"),
    REDIS_URL: inject("redisUrl"),
    AMQP_URL: inject("amqpUrl"),
  };
  expect(await findUnreachable(given)).toEqual(new Map());
  expect(await findUnreachable({})).toEqual(new Map());
});

test("a MongoDB that is no replica set is refused in one sentence that says how to make it one", async () => {
  const folder = await mkdtemp(join(tmpdir(), "shop-lone-"));
  const program = await findProgram("mongodb", {
    env: { ...env, DOCKER_HOST: "tcp://127.0.0.1:1" },
    packages: join(import.meta.dirname, "../../../.data/packages"),
    say: () => undefined,
  });
  if (program.rung === "docker") throw new Error("A program of this machine was asked for");
  const port = await findFreePort();
  await using mongod = await startChild({
    name: "lone",
    file: program.file,
    args: ["--port", `${port}`, "--bind_ip", "127.0.0.1", "--nounixsocket", "--dbpath", folder],
    env: program.env,
  });
  await expect.poll(() => isPortFree(port)).toBe(false);
  const found = await findUnreachable({ MONGO_URL: `mongodb://127.0.0.1:${port}/?replicaSet=rs0` });
  expect(found.get("mongodb")).toBe(
    `MongoDB at 127.0.0.1:${port} (MONGO_URL) is not a replica set, which transactions need: start it with --replSet rs0.`,
  );
  await mongod[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ["mongodb://me:p@ss/word@a:1,b:2/shop?replicaSet=rs0", "a:1,b:2"],
  ["mongodb+srv://me:secret@cluster.example/?tls=true", "cluster.example"],
  ["amqps://host/vhost", "host"],
])("of %s only the hosts are told", (url, shown) => expect(hostsOf(url)).toBe(shown));
