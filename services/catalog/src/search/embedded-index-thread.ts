/**
 * The embedded index and all that keeps it, in a thread of its own: neither a question nor a build holds up the
 * requests of the process. It reads MongoDB itself, by the driver alone: a thread loads all its modules once more.
 */
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { concerns, withoutConcerns } from "@shop/kit/mongo/concerns";
import { MongoClient } from "mongodb";
import type { SavedProduct } from "../products/recent-saves.ts";
import { createProductIndex, type ProductIndex } from "./product-index.ts";
import { followProducts, type ProductSink } from "./product-feed-store.ts";
import type { CountRequest, FacetCount, SearchRequest, SearchResult } from "./product-search.ts";
import type { SearchedRow } from "./search-rows.ts";
import { createSeenSaves, type SeenSaves } from "./seen-saves.ts";

export type ThreadStart = { readonly mongoUrl: string; readonly collection: string };
/** What the index can be asked. */
export type Questions = {
  readonly search: (request: SearchRequest) => SearchResult;
  readonly countIn: (request: CountRequest) => readonly FacetCount[];
};
export type Question = {
  readonly [Name in keyof Questions]: {
    readonly number: number;
    readonly ask: Name;
    readonly request: Parameters<Questions[Name]>[0];
    /** What the answer is to know of. */
    readonly after: readonly SavedProduct[];
  };
}[keyof Questions];
export type Result = ReturnType<Questions[keyof Questions]>;
export type Saying =
  | { readonly kind: "ready"; readonly products: number }
  | { readonly kind: "answer"; readonly number: number; readonly result: Result }
  | { readonly kind: "failure"; readonly number: number; readonly error: unknown }
  | { readonly kind: "trouble"; readonly error: unknown };

/** Milliseconds of building between two questions. */
const turnMs = 5;
const longestRetryMs = 5_000;
/** Milliseconds a question waits for what was saved before it was asked; it is there after a tenth of that mostly. */
const followingMs = 400;

const port = parentPort;
if (!port) throw new Error("This runs in a thread");
const { mongoUrl, collection } = workerData as ThreadStart;
const say = (saying: Saying): void => port.postMessage(saying);

type Serving = { readonly index: ProductIndex; readonly seen: SeenSaves };
let serving: Serving | undefined;

type News = { readonly onComplete: () => void; readonly onWasteful: () => void };

/** What is put lies in an index that nobody asks yet; the one before serves until all products are in. */
function createSink(signal: AbortSignal, { onComplete, onWasteful }: News): ProductSink {
  const index = createProductIndex();
  const seen = createSeenSaves();
  let isComplete = false;
  let turnedAt = performance.now();
  const giveOthersATurn = async (): Promise<void> => {
    if (performance.now() - turnedAt < turnMs) return;
    await turn();
    turnedAt = performance.now();
  };
  return {
    put: async ({ products, removedIds, saves }) => {
      for (const product of products) {
        index.put(product);
        await giveOthersATurn();
      }
      for (const id of removedIds) index.remove(id);
      seen.note(saves);
      if (isComplete && index.isWasteful) onWasteful();
    },
    complete: async () => {
      // Another one has taken its place already.
      if (signal.aborted) return;
      isComplete = true;
      serving = { index, seen };
      say({ kind: "ready", products: index.size });
      onComplete();
    },
  };
}

/** Builds an index and keeps it in step, however often the database is lost, until the signal ends it. */
async function keepInStep(signal: AbortSignal, { onComplete, onWasteful }: News): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    const client = new MongoClient(withoutConcerns(mongoUrl), { ...concerns, maxPoolSize: 4 });
    try {
      const products = client.db().collection<SearchedRow>(collection);
      const sink = createSink(signal, {
        onWasteful,
        onComplete: () => {
          failures = 0;
          onComplete();
        },
      });
      await followProducts({ client, products, signal }, sink);
    } catch (error) {
      if (signal.aborted) return;
      say({ kind: "trouble", error });
      await pause(Math.min(250 * 2 ** failures, longestRetryMs));
      failures += 1;
    } finally {
      await client.close();
    }
  }
}

/** An index that is wasteful goes on, and serves, until the one that takes its place has all products. */
async function keepServing(): Promise<never> {
  for (let stopBefore = (): void => undefined; ;) {
    const stopping = new AbortController();
    const wasteful = Promise.withResolvers<void>();
    void keepInStep(stopping.signal, { onComplete: stopBefore, onWasteful: wasteful.resolve });
    await wasteful.promise;
    stopBefore = () => stopping.abort();
  }
}

const answerOf = (index: ProductIndex, { ask, request }: Question): Result =>
  ask === "search" ? index.search(request) : index.countIn(request);

const answer = (question: Question): void => {
  const { number } = question;
  try {
    if (!serving) throw new Error("There is no index yet");
    say({ kind: "answer", number, result: answerOf(serving.index, question) });
  } catch (error) {
    say({ kind: "failure", number, error });
  }
};

port.on("message", (question: Question) => {
  const { after } = question;
  if (!serving || serving.seen.hasAll(after)) answer(question);
  else void serving.seen.wait(after, followingMs).then(() => answer(question));
});

await keepServing();
