/** One MongoDB connection per service. A service started before its database becomes ready by itself. */
import { setTimeout as delay } from "node:timers/promises";
import mongoose, { type Connection, type ConnectOptions } from "mongoose";
import type { Logger } from "../process/logger.ts";
import { databaseOf, findMissingIndexes } from "./collections.ts";
import { concerns, withoutConcerns } from "./concerns.ts";
import { applyLayout, type Layout } from "./layout.ts";
import { createServerClock, type ServerClock } from "./server-clock.ts";
import { createPoll } from "../process/poll.ts";
import { ensureReplicaSet } from "./replica-set.ts";
import { isServerLost } from "../process/server-lost.ts";

export type Mongo = AsyncDisposable & {
  readonly connection: Connection;
  readonly clock: ServerClock;
  /** Connected, and every unique index that the layout promises is there. */
  readonly isReady: () => boolean;
};

const options: ConnectOptions = {
  ...concerns,
  maxPoolSize: 20,
  minPoolSize: 1,
  serverSelectionTimeoutMS: 5_000,
  // A silent server is noticed after the sum of the two, and what waits for it fails then.
  connectTimeoutMS: 5_000,
  heartbeatFrequencyMS: 5_000,
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
};

/** Waits for the database, as long as it takes. Throws `ForeignLayoutError`. */
export async function connectMongo({
  url,
  log,
  layout,
  checkEveryMs = 30_000,
}: {
  url: string;
  log: Logger;
  layout: Layout;
  /** How often the unique indexes are looked for. */
  checkEveryMs?: number;
}): Promise<Mongo> {
  mongoose.set({ strictQuery: "throw", sanitizeFilter: true, bufferCommands: false });
  await using opened = new AsyncDisposableStack();
  const connection = await retry(log, () => open(url, log));
  opened.defer(() => connection.close());
  const db = databaseOf(connection);
  await retry(log, () => applyLayout(db, layout, { log }));
  const find = () => findMissingIndexes(db, layout.collections);
  let missing = await retry(log, find);
  const clock = await retry(log, () => createServerClock(connection.getClient()));
  opened.use(
    createPoll({
      everyMs: checkEveryMs,
      work: async () => {
        missing = await find();
        if (missing.length > 0) log.error({ missing }, "Unique indexes are missing; not ready");
      },
      onError: (error) => log.warn({ err: error }, "Cannot look at the indexes"),
    }),
  );
  const running = opened.move();
  return {
    connection,
    clock,
    isReady: () => connection.readyState === mongoose.ConnectionStates.connected && missing.length === 0,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function open(url: string, log: Logger): Promise<Connection> {
  if (namesOneHost(url)) await ensureReplicaSet(url, log, { signal: AbortSignal.timeout(5_000) });
  const connection = mongoose.createConnection();
  try {
    return await connection.openUri(withoutConcerns(url), {
      ...options,
      appName: appNameOf(databaseIn(url)),
    });
  } catch (error) {
    await connection.destroy();
    throw error;
  }
}

/** How a service is known to the server of its database: a restore does not begin while one is connected. */
export const appNameOf = (database: string): string => `shop ${database}`;

const databaseIn = (url: string): string => /^[^/]+\/\/[^/?]+\/([^?]*)/.exec(url)?.[1] ?? "";

/** Such a server may be fresh and must be told to be a replica set; several hosts were told by whoever runs them. */
const namesOneHost = (url: string): boolean => /^mongodb:\/\/[^,/]+(\/|$)/.test(url);

async function retry<Result>(log: Logger, work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      // A wrong URL, or a step that cannot work, does not get better by waiting.
      if (!isServerLost(error)) throw error;
      const retryInMs = Math.min(250 * 2 ** attempt, 5_000);
      log.warn({ err: error, retryInMs }, "MongoDB does not answer yet; trying again");
      await delay(retryInMs);
    }
  }
}
