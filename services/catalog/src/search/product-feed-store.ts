/**
 * All products as they lie in MongoDB, and from then on each that changes, without a gap between the two. A change
 * stream says which changed; what they are now is read then, so that one that changes often is read once.
 */
import { setTimeout as pause } from "node:timers/promises";
import { isServerLost } from "@shop/kit/process/server-lost";
import type { ClientSession, mongo } from "mongoose";
import { searchedFields, toSearched, type SearchedRow } from "./search-rows.ts";
import type { SavedProduct } from "../products/recent-saves.ts";
import type { SearchedProduct } from "./searched-product.ts";

export type Batch = {
  readonly products: readonly SearchedProduct[];
  readonly removedIds: readonly string[];
  /** Of changes: as what they were read. */
  readonly saves: readonly SavedProduct[];
};

/** Where products go. The next batch comes when this one is in. */
export type ProductSink = {
  /** What it has up to here: it wants changes from then on. Absent: it wants all products. */
  readonly hasUntil?: mongo.Timestamp | undefined;
  /** `until`: it has seen all that changed before. */
  put(batch: Batch, until?: mongo.Timestamp): Promise<void>;
  /** All products are in; what comes from now on are changes. */
  complete(): Promise<void>;
};

export type Feed = {
  readonly client: mongo.MongoClient;
  readonly products: mongo.Collection<SearchedRow>;
  readonly signal: AbortSignal;
};

const batchSize = 200;
/** Milliseconds in which changes gather. */
const gatherMs = 20;
const retryMs = 500;

/**
 * Fills the sink and keeps it in step until the signal ends it. Throws when the database is away
 * while all are read, and when the stream was lost (its place is not kept any more, the collection was dropped): begin
 * again with a new sink.
 */
export async function followProducts(feed: Feed, sink: ProductSink): Promise<void> {
  const { client, products, signal } = feed;
  // What is read in it is never older than what it has seen, whichever server answers.
  await using session = client.startSession({ causalConsistency: true });
  const { operationTime } = (await products.db.command({ ping: 1 }, { session })) as Moment;
  await using changes = listen(products, sink.hasUntil ?? operationTime, signal);
  const take = async (): Promise<void> => {
    for (let ids = changes.take(session); ids.length > 0; ids = changes.take(session))
      await retryWhileLost(changes, ids, async () => {
        const batch = await readChanged(products, session, ids);
        await sink.put(batch, changes.seen());
      });
  };

  if (!sink.hasUntil)
    await changes.unlessLost(readAll(products, session, (batch) => sink.put(batch, operationTime)));
  await changes.unlessLost(take());
  await sink.complete();
  while (!signal.aborted) {
    await changes.some();
    await pause(gatherMs);
    await changes.unlessLost(take());
  }
}

type Moment = { readonly operationTime?: mongo.Timestamp };

async function readAll(
  products: Feed["products"],
  session: ClientSession,
  put: ProductSink["put"],
): Promise<void> {
  const filter = { status: { $ne: "removed" as const } };
  const cursor = products.find(filter, { projection: searchedFields, session, batchSize });
  let rows: SearchedRow[] = [];
  for await (const row of cursor) {
    rows.push(row);
    if (rows.length < batchSize) continue;
    await put(toBatch(rows));
    rows = [];
  }
  await put(toBatch(rows));
}

async function readChanged(
  products: Feed["products"],
  session: ClientSession,
  ids: readonly string[],
): Promise<Batch> {
  const rows = await products
    .find({ _id: { $in: [...ids] } }, { projection: searchedFields, session })
    .toArray();
  return { ...toBatch(rows, ids), saves: rows.map(({ _id: id, sequence }) => ({ id, sequence })) };
}

/** Those of `ids` that are not there are removed. */
function toBatch(rows: readonly SearchedRow[], ids: readonly string[] = []): Batch {
  const products = rows.flatMap((row) => toSearched(row) ?? []);
  const there = new Set(products.map(({ id }) => id));
  return { products, removedIds: ids.filter((id) => !there.has(id)), saves: [] };
}

/** The stream finds the next primary by itself, and says when it cannot. */
async function retryWhileLost(
  changes: Changes,
  ids: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isServerLost(error)) throw error;
    changes.giveBack(ids);
    await pause(retryMs);
  }
}

type Changes = ReturnType<typeof listen>;

/** Which products changed since `startAtOperationTime`; each once, however often it did. */
function listen(
  products: Feed["products"],
  startAtOperationTime: mongo.Timestamp | undefined,
  signal: AbortSignal,
) {
  const stream = products.watch<SearchedRow, Changed>([{ $project: { documentKey: 1, clusterTime: 1 } }], {
    ...(startAtOperationTime && { startAtOperationTime }),
  });
  const ids = new Set<string>();
  const lost = Promise.withResolvers<never>();
  // Whoever waits hears of it; before that nobody may.
  lost.promise.catch(() => undefined);
  let woken = Promise.withResolvers<void>();
  let seen: mongo.Timestamp | undefined;
  const end = () => lost.reject(signal.reason);
  signal.addEventListener("abort", end, { once: true });
  stream.on("change", ({ documentKey, clusterTime }) => {
    const { _id: id } = documentKey ?? {};
    if (id !== undefined) ids.add(id);
    seen = clusterTime ?? seen;
    woken.resolve();
  });
  stream.on("error", (error) => lost.reject(error));
  stream.on("close", () => lost.reject(new Error("The stream of changed products has ended")));

  return {
    /** The session has then seen what made them change. */
    take: (session: ClientSession): string[] => {
      const taken = [...ids].slice(0, batchSize);
      for (const id of taken) ids.delete(id);
      if (seen) session.advanceOperationTime(seen);
      return taken;
    },
    /** Undefined until something changed. */
    seen: (): mongo.Timestamp | undefined => (ids.size === 0 ? seen : undefined),
    giveBack: (taken: readonly string[]): void => {
      for (const id of taken) ids.add(id);
    },
    some: async (): Promise<void> => {
      if (ids.size === 0) await Promise.race([woken.promise, lost.promise]);
      woken = Promise.withResolvers();
    },
    /** Throws as soon as the stream is lost. */
    unlessLost: <Result>(work: Promise<Result>): Promise<Result> => Promise.race([work, lost.promise]),
    [Symbol.asyncDispose]: async (): Promise<void> => {
      signal.removeEventListener("abort", end);
      await stream.close();
    },
  };
}

type Changed = {
  readonly _id: mongo.ResumeToken;
  readonly documentKey?: { readonly _id: string };
  readonly clusterTime?: mongo.Timestamp;
} & mongo.ChangeStreamDocument;
