/** How many rows a list has: counted no further than anybody is told, and no longer than a moment. */
import { mostCounted, toTotal, type Total } from "@shop/contracts/language/page";
import { mongo } from "mongoose";

const longestMs = 1_000;

/** `hint`: the index that the list itself is read by, where the database might choose a worse one. */
export async function countRows<Row extends mongo.Document>(
  rows: mongo.Collection<Row>,
  filter: mongo.Filter<Row>,
  hint?: string,
): Promise<Total> {
  try {
    const limits = { limit: mostCounted + 1, maxTimeMS: longestMs };
    return toTotal(await rows.countDocuments(filter, { ...limits, ...(hint !== undefined && { hint }) }));
  } catch (error) {
    // Of rare rows among very many the number is not worth the work: that there are some or none is all that is said.
    if (error instanceof mongo.MongoServerError && error.codeName === "MaxTimeMSExpired")
      return toTotal(0, false);
    throw error;
  }
}
