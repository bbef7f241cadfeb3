import type { Redis } from "ioredis";
import { expect, test } from "vitest";
import { createRevokedSessionStore } from "./revoked-session-store.ts";

test("what Redis could not be told is told with all the rest, though it says that none is missing", async () => {
  const written: unknown[] = [];
  const writes = { zadd: (...row: unknown[]) => (written.push(row.at(-1)), writes), exec: async () => [] };
  let isSlow = false;
  const redis = {
    zscore: async () => "inf",
    zremrangebyscore: async () => 0,
    zadd: async () => {
      if (isSlow) throw new Error("Command timed out");
    },
    multi: () => writes,
  } as unknown as Redis;
  const now = () => new Date("2026-11-20T10:00:00Z");
  const store = createRevokedSessionStore({ redis, now });
  const ended = [{ id: "session-1", endedAt: now() }];
  const complete = () => store.complete(async () => ended);
  await complete();
  await complete();
  expect(written).toEqual(["none-is-missing", "session-1"]);
  isSlow = true;
  await expect(store.add(["session-1"], now())).rejects.toThrow("timed out");
  await complete();
  expect(written).toHaveLength(4);
});
