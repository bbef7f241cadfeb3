/** The databases of a shop without its services, for backups of them. */
import { tmpdir } from "node:os";
import { connectMongo } from "@shop/kit/mongo/connect";
import { createLogger } from "@shop/kit/process/logger";
import { testDatabaseUrl } from "@shop/testing/backing";
import mongoose, { type mongo } from "mongoose";
import { onTestFinished } from "vitest";
import { openDatabases, type Databases } from "../src/backup/databases.ts";
import { restoreBackup } from "../src/backup/restore-backup.ts";
import { takeBackup } from "../src/backup/take-backup.ts";
import { serviceNames } from "../src/backing.ts";
import { packages } from "../src/shop.ts";

const { Binary } = mongoose.mongo.BSON;
export const log = createLogger("test", "silent");

export type Named = { readonly urls: Readonly<Record<string, string>>; readonly databases: Databases };

/** Three databases that nobody has used. */
export async function three(): Promise<Named> {
  const urls = Object.fromEntries(serviceNames.map((service) => [service, testDatabaseUrl(service)]));
  const env = Object.fromEntries(
    serviceNames.map((service) => [`${service.toUpperCase()}_MONGO_URL`, urls[service]]),
  );
  const open = await openDatabases({ env, dataDir: tmpdir(), packages, mayRun: false, say: () => undefined });
  onTestFinished(async () => {
    for (const service of serviceNames) await open.databases[service].dropDatabase();
    await open[Symbol.asyncDispose]();
  });
  return { urls, databases: open.databases };
}

/** What services begin with, and a row of each kind. */
export async function aShop(): Promise<Named> {
  const named = await three();
  for (const service of serviceNames) {
    const mongo = await connectMongo({ url: named.urls[service] ?? "", log, layout: layoutOf(service) });
    await mongo[Symbol.asyncDispose]();
  }
  const { catalog, user, order } = named.databases;
  await catalog.collection("pictures.chunks").insertOne({ data: new Binary(Buffer.alloc(300_000, 7)), n: 0 });
  await user.collection("sessions").insertOne({ accountId: "ana" });
  await user.collection<{ _id: string; userId: string }>("erasures").insertOne({ _id: "e1", userId: "gone" });
  await order
    .collection("orders")
    .insertMany([...Array(2_500)].map((_, index) => ({ number: `n${index}`, total: 1 })));
  return named;
}

export const layoutOf = (service: string) => ({
  collections: [
    ...(service === "user" ? [{ name: "sessions", indexes: [] }] : []),
    {
      name: service === "order" ? "orders" : "things",
      validator: { total: { $ne: -1 } },
      indexes: [
        {
          key: { number: 1 },
          name: "number",
          unique: true,
          partialFilterExpression: { number: { $gt: "" } },
        },
        { key: { until: 1 }, name: "ttl", expireAfterSeconds: 0 },
      ],
    },
  ],
});

export const take = (databases: Databases, to: string, say: (line: string) => void = () => undefined) =>
  takeBackup({ databases, folder: to, shopVersion: "1.2.3", say });
export const bring = (
  databases: Databases,
  from: string,
  more: Partial<Parameters<typeof restoreBackup>[0]> = {},
) => restoreBackup({ databases, folder: from, replaces: false, say: () => undefined, ...more });

/** All that lies in a database, byte for byte, and how. */
export async function all(db: mongo.Db) {
  const found: Record<string, unknown> = {};
  for (const { name, options } of await db.listCollections({}, { nameOnly: false }).toArray()) {
    if (name === "locks") continue;
    const rows = await db.collection(name).find({}, { raw: true }).sort({ _id: 1 }).toArray();
    const bytes = rows.map((row) => Buffer.from(row as unknown as Uint8Array).toString("base64"));
    found[name] = { options, bytes, indexes: await db.collection(name).listIndexes().toArray() };
  }
  return found;
}
