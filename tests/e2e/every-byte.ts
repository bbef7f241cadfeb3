/** All that a shop has kept anywhere, to be searched for somebody. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { topology } from "@shop/contracts/shop";
import { deadQueueOf, retryQueueOf, retryQueues, workQueueOf } from "@shop/kit/messaging/bus/topology";
import { openRedis } from "@shop/testing/patient-redis";
import type { Shop } from "@shop/local/shop";
import amqp from "amqplib";
import mongoose from "mongoose";
import { runCommand } from "./run-command.ts";

const services = ["catalog", "user", "order"] as const;
type Row = mongoose.mongo.Document;

export const bytesOf = (row: Row): string =>
  Buffer.from(mongoose.mongo.BSON.serialize(row)).toString("latin1");

/** Each row of each collection of the three databases, as the bytes that lie there. */
export async function everyRow(
  shop: Pick<Shop, "mongoUrl">,
): Promise<{ readonly where: string; readonly row: Row }[]> {
  const found: { where: string; row: Row }[] = [];
  for (const service of services) {
    const connection = await mongoose.createConnection(shop.mongoUrl(service)).asPromise();
    for (const { collectionName } of (await connection.db?.collections()) ?? [])
      for await (const row of connection.collection(collectionName).find())
        found.push({ where: `${service}.${collectionName}`, row });
    await connection.close();
  }
  return found;
}

/** What `npm run backup` writes and says: each file as it is unpacked, and its rows as bytes, for text holds those only in Base64. */
export async function everyCopy(
  shop: Pick<Shop, "mongoUrl">,
): Promise<{ readonly where: string; readonly bytes: string }[]> {
  const folder = await mkdtemp(join(tmpdir(), "backups-"));
  const to = join(folder, "all");
  const { stdout, stderr } = await runCommand("backup", shop, to);
  const found = [{ where: "output", bytes: `${stdout}${stderr}` }];
  for (const file of await readdir(to, { recursive: true })) {
    if (!/\.(gz|json)$/.test(file)) continue;
    const content = await readFile(join(to, file));
    const text = (file.endsWith(".gz") ? gunzipSync(content) : content).toString("utf8");
    const lines = file.endsWith(".gz") ? text.split("\n").filter(Boolean) : [];
    const rows = lines.map((line) => bytesOf(mongoose.mongo.BSON.EJSON.parse(line) as Row));
    found.push({ where: file, bytes: [text, ...rows].join("\n") });
  }
  await rm(folder, { recursive: true });
  return found;
}

/** Names and values in Redis. */
export async function everyKey(shop: Pick<Shop, "redisUrl">): Promise<string[]> {
  await using redis = await openRedis(shop.redisUrl);
  const keys = await redis.keys("*");
  const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
  return [...keys, ...dumps.map((dump) => dump?.toString("latin1") ?? "")];
}

const queuesOf = (consumer: string): readonly string[] => [
  workQueueOf(consumer),
  deadQueueOf(consumer),
  ...retryQueues.map((retry) => retryQueueOf(consumer, retry)),
];

/** What waits in the broker for whoever handles it, or to be tried again; it stays there. */
export async function everyMessage(shop: Pick<Shop, "amqpUrl">): Promise<string[]> {
  const connection = await amqp.connect(shop.amqpUrl);
  const found: string[] = [];
  for (const consumer of Object.keys(topology))
    for (const queue of queuesOf(consumer)) {
      const channel = await connection.createChannel();
      for (let got = await channel.get(queue); got !== false; got = await channel.get(queue))
        found.push(`${JSON.stringify(got.properties)} ${got.content.toString("latin1")}`);
      // What was not acknowledged is there again.
      await channel.close();
    }
  await connection.close();
  return found;
}

/** Of the logs of all processes, servers too. */
export async function everyLine(dataDir: string): Promise<string[]> {
  const folder = join(dataDir, "logs");
  // The mail catcher stands for the world outside.
  const files = (await readdir(folder)).filter((file) => !file.includes("mail"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts.flatMap((text) => text.split("\n"));
}
