import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureReplicaSet } from "@shop/kit/mongo/replica-set";
import { findProgram, startServer } from "@shop/servers/ladder";
import { findFreePort, isPortFree } from "@shop/servers/port";
import type { Program, Server } from "@shop/servers/program";

const { env } = process;
const packages = fileURLToPath(new URL("../../../.data/packages", import.meta.url));
let folder: string;
let program: Program;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shop-set-"));
  program = await findProgram("mongodb", { env, packages, say: () => undefined });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const startMongod = async (name: string): Promise<Server> =>
  await startServer("mongodb", program, { folder: join(folder, name), port: await findFreePort() });

async function withRows<Result>(
  { url }: Server,
  work: (connection: mongoose.Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await mongoose.createConnection(url, { dbName: "shop" }).asPromise();
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

test("a fresh server becomes a set that can do transactions, whoever asks first", async () => {
  await using server = await startMongod("fresh");
  const lines: unknown[] = [];
  const log = { info: (...line: unknown[]) => void lines.push(line) };
  await Promise.all([1, 2, 3].map(() => ensureReplicaSet(server.url, log)));
  expect(lines).toHaveLength(1);
  const count = await withRows(server, async (connection) => {
    await connection.transaction(async (session) => {
      await connection.collection("rows").insertOne({ name: "a" }, { session });
    });
    return await connection.collection("rows").countDocuments();
  });
  expect(count).toBe(1);
});

test("data that was made on another port is found on the new one", async () => {
  const quiet = { info: () => undefined };
  {
    await using server = await startMongod("moved");
    await ensureReplicaSet(server.url, quiet);
    await withRows(server, (connection) => connection.collection("rows").insertOne({ name: "kept" }));
  }
  await using server = await startMongod("moved");
  await ensureReplicaSet(server.url, quiet);
  expect(await withRows(server, (connection) => connection.collection("rows").countDocuments())).toBe(1);
});

test("who asks before the server is there gets the set soon after", async () => {
  const port = await findFreePort();
  const url = `mongodb://127.0.0.1:${port}/?replicaSet=rs0`;
  const asked = ensureReplicaSet(url, { info: () => undefined });
  await expect.poll(() => isPortFree(port)).toBe(true);
  await using server = await startServer("mongodb", program, { folder: join(folder, "late"), port });
  await asked;
  expect(server.process.hasExited()).toBe(false);
});

test("the wait for a server that is not there ends with its signal", async () => {
  const nobody = `mongodb://127.0.0.1:${await findFreePort()}/?replicaSet=rs0`;
  const waiting = ensureReplicaSet(nobody, { info: () => undefined }, { signal: AbortSignal.timeout(200) });
  await expect(waiting).rejects.toThrow(/timeout/i);
});

test("several hosts are left to whoever runs them", async () => {
  const several = "mongodb://127.0.0.1:1,127.0.0.1:2/?replicaSet=rs0";
  await expect(ensureReplicaSet(several, { info: () => undefined })).resolves.toBeUndefined();
});

test("a slow command is not logged, for it is logged with what it names people by", async () => {
  await using server = await startMongod("quiet");
  await ensureReplicaSet(server.url, { info: () => undefined });
  const profile = await withRows(server, (connection) => connection.db!.command({ profile: -1 }));
  expect(profile["sampleRate"]).toBe(0);
});
