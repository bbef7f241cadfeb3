/**
 * Redis makes things faster and is never the truth. A command fails at once while it is away, and quickly when it
 * is slow: who asks has another way.
 */
import { Redis } from "ioredis";
import type { Logger } from "./process/logger.ts";

/** Does not wait: the connection is made in the background and comes back by itself, for ever. */
export function connectRedis(url: string, log: Logger): Redis & AsyncDisposable {
  const redis = new Redis(url, {
    commandTimeout: 100,
    connectTimeout: 1_000,
    socketTimeout: 5_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 2_000) + Math.random() * 200,
  });
  let isAway = false;
  redis.on("error", (error: Error) => {
    log[isAway ? "debug" : "warn"]({ err: error }, "Redis is away; going on without it");
    isAway = true;
  });
  redis.on("ready", () => {
    if (isAway) log.info("Redis is back");
    isAway = false;
  });
  return Object.assign(redis, {
    [Symbol.asyncDispose]: async () => {
      await redis.quit().catch(() => undefined);
      redis.disconnect();
    },
  });
}
