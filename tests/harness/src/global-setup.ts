/** Starts the servers that component tests share, once per run, and says where each came from. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import mongoose from "mongoose";
import type { TestProject } from "vitest/node";
import { ensureReplicaSet } from "@shop/kit/mongo/replica-set";
import { addressVariables, describeProgram, findProgram, startServer } from "@shop/servers/ladder";
import { findFreePort } from "@shop/servers/port";
import { type ServerName, titles } from "@shop/servers/program";
import { type BackingServer, startTestcontainer } from "./containers.ts";

const { env } = process;
const packages = fileURLToPath(new URL("../../../.data/packages", import.meta.url));
const say = (line: string) => process.stdout.write(`  ${line}\n`);

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await using open = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "shop-test-"));
  open.defer(() => rm(folder, { recursive: true, force: true }));
  const start = async (name: ServerName) => open.use(await startBacking(name, join(folder, name)));
  const [mongodb, redis, rabbitmq] = await Promise.all([start("mongodb"), start("redis"), start("rabbitmq")]);
  await ensureReplicaSet(mongodb.url, { info: () => undefined });
  const runId = randomUUID().slice(0, 8);
  if (env[addressVariables.mongodb]) open.defer(() => dropDatabases(mongodb.url, runId));
  provide("runId", runId);
  provide("mongoUrl", mongodb.url);
  provide("redisUrl", redis.url);
  provide("amqpUrl", rabbitmq.url);
  provide("amqpAdminUrl", rabbitmq.adminUrl);
  const opened = open.move();
  return () => opened.disposeAsync();
}

/** A server that was there before stays as it was. */
async function dropDatabases(url: string, runId: string): Promise<void> {
  const client = await new mongoose.mongo.MongoClient(url).connect();
  const { databases } = await client.db("admin").admin().listDatabases({ nameOnly: true });
  for (const { name } of databases) if (name.includes(`-${runId}-`)) await client.db(name).dropDatabase();
  await client.close();
}

async function startBacking(name: ServerName, folder: string): Promise<BackingServer> {
  const given = env[addressVariables[name]];
  if (given) {
    say(`${titles[name]}: ${addressVariables[name]}`);
    return { url: given, [Symbol.asyncDispose]: async () => undefined };
  }
  const container = await startTestcontainer(name, env);
  if (container) {
    say(`${titles[name]}: testcontainers`);
    return container;
  }
  const program = await findProgram(name, { env, packages, say });
  say(describeProgram(name, program));
  const adminPort = program.rung === "docker" ? undefined : await findFreePort();
  const server = await startServer(name, program, { folder, port: await findFreePort(), adminPort });
  return {
    url: server.url,
    adminUrl: adminPort === undefined ? undefined : `http://guest:guest@127.0.0.1:${adminPort}`,
    async [Symbol.asyncDispose]() {
      // Nothing in it is wanted, and the broker's HTTP interface takes six seconds to end politely.
      server.process.kill("SIGKILL");
      await server[Symbol.asyncDispose]();
    },
  };
}
