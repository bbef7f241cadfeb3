/** A database as an earlier process has left it, at the first layout. */
import { readFileSync } from "node:fs";
import { firstNumber } from "@shop/kit/mongo/layout";
import { testAmqpUrl, testDatabaseUrl } from "@shop/testing/backing";
import mongoose from "mongoose";

const collections = ["products", "categories", "reviews", "stock", "movements", "reservations"];

/** It is dropped when `open` is disposed. */
export async function fillKeptRows(
  open: AsyncDisposableStack,
): Promise<{ mongoUrl: string; amqpUrl: string }> {
  const [mongoUrl, amqpUrl] = [testDatabaseUrl("catalog"), await testAmqpUrl("catalog")];
  const connection = await mongoose.createConnection(mongoUrl).asPromise();
  open.defer(() => connection.close());
  open.defer(async () => connection.dropDatabase());
  const layout = { _id: "layout" as never, number: firstNumber, progress: null, collections: "" };
  await connection.collection("layout").insertOne(layout);
  await connection
    .collection("products")
    .createIndex({ status: 1, "price.amount": 1 }, { name: "all_price" });
  for (const name of collections) {
    const json = readFileSync(new URL(`kept-rows/${name}.json`, import.meta.url), "utf8");
    const rows = mongoose.mongo.BSON.EJSON.parse(json) as mongoose.mongo.Document[];
    await connection.collection(name).insertMany(rows);
  }
  return { mongoUrl, amqpUrl };
}
