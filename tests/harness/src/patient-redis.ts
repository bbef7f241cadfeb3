/** A connection for tests: the shop gives Redis 100 ms for a command, and a test that looks at it as long as it takes. */
import { once } from "node:events";
import { Redis } from "ioredis";

export async function openRedis(url: string): Promise<Redis & AsyncDisposable> {
  const redis = new Redis(url);
  await once(redis, "ready");
  return Object.assign(redis, {
    [Symbol.asyncDispose]: async () => {
      redis.disconnect();
    },
  });
}
