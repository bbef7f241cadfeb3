/** What a process that has died had taken is anybody's again at once, as it would be when its lease is over. */
import mongoose from "mongoose";
import type { TestShop } from "../test-shop.ts";

export async function endLeases(
  { mongoUrl }: Pick<TestShop, "mongoUrl">,
  service: Parameters<TestShop["mongoUrl"]>[0],
): Promise<void> {
  const connection = await mongoose.createConnection(mongoUrl(service)).asPromise();
  try {
    for (const { collectionName } of (await connection.db?.collections()) ?? [])
      await connection
        .collection(collectionName)
        .updateMany(
          { "owes.attempts": { $gt: 0 } },
          { $set: { "owes.$[taken].dueAt": new Date() }, $inc: { revision: 1 } },
          { arrayFilters: [{ "taken.attempts": { $gt: 0 } }] },
        );
  } finally {
    await connection.close();
  }
}
