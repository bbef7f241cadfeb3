/** All that a shop has kept anywhere, to be searched for somebody. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { openRedis } from "@shop/testing/patient-redis";
import type { Shop } from "@shop/local/shop";
import mongoose from "mongoose";

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

/** Names and values in Redis. */
export async function everyKey(shop: Pick<Shop, "redisUrl">): Promise<string[]> {
  await using redis = await openRedis(shop.redisUrl);
  const keys = await redis.keys("*");
  const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
  return [...keys, ...dumps.map((dump) => dump?.toString("latin1") ?? "")];
}

/** Of the logs of the shop's own processes. */
export async function everyLine(dataDir: string): Promise<string[]> {
  const folder = join(dataDir, "logs");
  // The mail catcher stands for the world outside.
  const files = (await readdir(folder)).filter((file) => !/mongodb|rabbit|redis|mail/.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts.flatMap((text) => text.split("\n"));
}
