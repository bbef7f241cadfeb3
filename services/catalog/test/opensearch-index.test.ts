/** How the index in OpenSearch is kept in step while that fails now and then. */
import type { Client } from "@opensearch-project/opensearch";
import { createLogger } from "@shop/kit/process/logger";
import { testDatabaseUrl } from "@shop/testing/backing";
import { soon } from "@shop/testing/soon";
import mongoose from "mongoose";
import { expect, onTestFinished, test, vi } from "vitest";
import { keepIndexInStep } from "../src/search/opensearch-index-store.ts";
import type { SearchedRow } from "../src/search/search-rows.ts";
import { aRow } from "./running-search.ts";

/** Takes all it is given, but for a batch that it is told to fail with. */
function createFakeClient() {
  const given = { failsNext: false, built: 0 };
  const nothing = async () => ({ body: {} });
  const client = {
    indices: {
      create: nothing,
      refresh: nothing,
      get: nothing,
      updateAliases: async () => {
        given.built += 1;
        return { body: {} };
      },
    },
    bulk: async ({ body }: { body: object[] }) => {
      if (given.failsNext) {
        given.failsNext = false;
        throw new Error("Something went wrong");
      }
      const actions = body.filter((each) => "index" in each || "delete" in each);
      return { body: { items: actions.map(() => ({ index: { status: 200 } })) } };
    },
  };
  return { given, client: client as unknown as Client };
}

test("who failed, and went on well since, does not wait longer than the first time when it fails again", async () => {
  const mongo = new mongoose.mongo.MongoClient(testDatabaseUrl("search"));
  const db = mongo.db();
  const products = db.collection<SearchedRow>("products");
  await products.insertOne(aRow());
  const { given, client } = createFakeClient();
  const log = createLogger("search", "silent");
  const warned = vi.spyOn(log, "warn");
  const closing = new AbortController();
  const parts = { client, mongo, db, alias: "search-fake", collection: "products", log };
  const keeping = keepIndexInStep({ ...parts, signal: closing.signal });
  onTestFinished(async () => {
    closing.abort(new Error("The test is over"));
    await keeping;
    await db.dropDatabase();
    await mongo.close();
  });

  for (let round = 1; round <= 3; round += 1) {
    await soon(() => expect(given.built).toBe(round));
    given.failsNext = true;
    await products.insertOne(aRow());
    await soon(() => expect(warned).toHaveBeenCalledTimes(round));
  }
  expect(warned.mock.calls.map(([said]) => said)).toEqual(
    Array.from({ length: 3 }, () => expect.objectContaining({ isAnew: true, retryInMs: 250 })),
  );
});
