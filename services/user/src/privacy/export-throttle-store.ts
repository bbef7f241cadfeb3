/** Copies of what is held, counted for each person: one may be long. */
import { createThrottle } from "@shop/kit/throttle";
import type { Redis } from "ioredis";
import { privacyErrors } from "./errors.ts";

export type ExportThrottleStore = {
  /** Counts it; throws `export.too_many` when it is one too many. */
  admit(userId: string): Promise<void>;
  /** None was made. */
  forgive(userId: string): Promise<void>;
};

export function createExportThrottleStore(redis: Redis, perHour: number): ExportThrottleStore {
  const throttle = createThrottle(redis, { name: "user:export", most: perHour, windowS: 3_600 });
  return {
    admit: async (userId) => {
      const waitS = await throttle.count(userId);
      if (waitS !== undefined) throw privacyErrors.tooMany(waitS);
    },
    forgive: (userId) => throttle.forgive(userId),
  };
}
