/**
 * The index in OpenSearch, kept in step with MongoDB by one process at a time: whoever has the lock. A new index is
 * filled beside the one that is asked, and takes its name when all products are in; how far it has come stands in
 * MongoDB, so that the next holder of the lock goes on from there.
 */
import { setTimeout as pause } from "node:timers/promises";
import { errors, type Client } from "@opensearch-project/opensearch";
import { withLock } from "@shop/kit/mongo/lock";
import { isServerLost } from "@shop/kit/process/server-lost";
import type { Logger } from "@shop/kit/process/logger";
import type { mongo } from "mongoose";
import { indexDefinition, toIndexed } from "./opensearch-rows.ts";
import { followProducts, type Batch, type ProductSink } from "./product-feed-store.ts";
import type { SearchedRow } from "./search-rows.ts";

type ProgressRow = {
  readonly _id: string;
  readonly index: string;
  readonly until: mongo.Timestamp;
  /** Of its mapping: another one is filled anew. */
  readonly layout: number;
};

/** One more whenever `toIndexed` or the mapping changes. */
const layout = 4;
/** OpenSearch says "too much at once" by this: the same batch again, later and later. */
const tooMany = 429;
const longestRetryMs = 5_000;

type IndexDeps = {
  readonly client: Client;
  readonly db: mongo.Db;
  /** The name that is asked; what is behind it changes. */
  readonly alias: string;
  readonly log: Logger;
};

const leaseMs = 15_000;
/** Milliseconds: a server with much to do writes late, and a batch that is given up is a build that begins anew. */
const writePatienceMs = 60_000;

/** Until the signal, for as long as it has the lock, through all that may go wrong. */
export async function keepIndexInStep(
  deps: IndexDeps & {
    readonly mongo: mongo.MongoClient;
    readonly collection: string;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { mongo: client, db, alias, collection, log, signal } = deps;
  const products = db.collection<SearchedRow>(collection);
  let isAnew = false;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await withLock(db, { name: `search ${alias}`, leaseMs, log }, async () => {
        const index = await openIndex(deps, isAnew);
        // Not sooner: a product that is refused ends each build, however many batches went well before it.
        const complete = async (): Promise<void> => {
          await index.complete();
          failures = 0;
        };
        await followProducts({ client, products, signal }, { ...index, complete });
      });
    } catch (error) {
      if (signal.aborted) return;
      // What was only away is gone on with; a stream that was lost is not.
      isAnew = !isServerLost(error) && !isAway(error);
      const retryInMs = Math.min(250 * 2 ** Math.min(failures, 10), isAnew ? 60_000 : longestRetryMs);
      log.warn({ err: error, isAnew, retryInMs }, "The search's index is not kept in step; trying again");
      await pause(retryInMs);
    }
  }
}

/** Also while it has no index yet, and when it has too much to do. */
export const isAway = (error: unknown): boolean =>
  error instanceof errors.ConnectionError ||
  error instanceof errors.TimeoutError ||
  error instanceof errors.NoLivingConnectionsError ||
  (error instanceof errors.ResponseError && [404, 429, 502, 503].includes(error.statusCode ?? 0));

/** Goes on where the last holder of the lock ended, else begins a new index. */
async function openIndex(deps: IndexDeps, isAnew: boolean): Promise<ProductSink> {
  const { client, db, alias, log } = deps;
  const progress = db.collection<ProgressRow>("search_progress");
  const known = isAnew ? undefined : await findKnown(deps, progress);
  const index = known?.index ?? `${alias}-${Date.now()}`;
  let isServing = known !== undefined;
  if (!known)
    await client.indices.create({ index, body: indexDefinition }, { requestTimeout: writePatienceMs });

  return {
    hasUntil: known?.until,
    put: async (batch, until) => {
      await write(client, index, batch);
      if (isServing && until) await progress.updateOne({ _id: alias, index }, { $set: { until } });
      else if (until)
        await progress.replaceOne({ _id: `${alias}-next` }, { index, until, layout }, { upsert: true });
    },
    complete: async () => {
      if (isServing) return;
      await client.indices.refresh({ index }, { requestTimeout: writePatienceMs });
      const next = await progress.findOneAndDelete({ _id: `${alias}-next`, index });
      if (next)
        await progress.replaceOne({ _id: alias }, { index, until: next.until, layout }, { upsert: true });
      await takeName(client, alias, index);
      isServing = true;
      log.info({ index }, "The search's index is built");
    },
  };
}

/** Undefined when its index is gone or of another layout. */
async function findKnown(
  { client, alias }: IndexDeps,
  progress: mongo.Collection<ProgressRow>,
): Promise<ProgressRow | undefined> {
  const row = await progress.findOne({ _id: alias, layout });
  if (!row) return undefined;
  const { body } = await client.indices.existsAlias({ name: alias, index: row.index });
  return body ? row : undefined;
}

/** In one step: nobody finds neither of them. Those before are dropped, and what was left half filled. */
async function takeName(client: Client, alias: string, index: string): Promise<void> {
  const { body } = await client.indices.get({ index: `${alias}-*` });
  const others = Object.keys(body).filter((each) => each !== index);
  await client.indices.updateAliases({
    body: {
      actions: [{ add: { index, alias } }, ...others.map((other) => ({ remove_index: { index: other } }))],
    },
  });
}

async function write(client: Client, index: string, { products, removedIds }: Batch): Promise<void> {
  let left: readonly (readonly object[])[] = [
    ...products.map((product) => [{ index: { _index: index, _id: product.id } }, toIndexed(product)]),
    ...removedIds.map((id) => [{ delete: { _index: index, _id: id } }]),
  ];
  for (let retryInMs = 100; left.length > 0; retryInMs = Math.min(2 * retryInMs, longestRetryMs)) {
    const { body } = await client.bulk({ body: left.flat() as never }, { requestTimeout: writePatienceMs });
    const answers = body.items.map((item) => item.index ?? item.delete);
    const broken = answers.find((each) => each?.error && each.status !== tooMany);
    if (broken) throw new Error(`OpenSearch refused a product: ${JSON.stringify(broken.error)}`);
    left = left.filter((_, place) => answers[place]?.status === tooMany);
    if (left.length > 0) await pause(retryInMs);
  }
}
