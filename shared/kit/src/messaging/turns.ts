/** One publication at a time for each document; after one that failed, until the document was published again, none. */
import type { ServerClock } from "../mongo/server-clock.ts";

export type Turns = {
  /** Nothing failed lately, or it was made good: what is new may go out from memory. */
  isInOrder(key: string): boolean;
  isUnderway(key: string): boolean;
  /** After what is under way for this key, unless that failed. Answers whether all was confirmed. */
  run(key: string, publish: () => Promise<boolean>): Promise<boolean>;
  /** When nothing is under way any more. */
  whenIdle(): Promise<void>;
};

export function createTurns({
  clock,
  leaseMs,
}: {
  clock: ServerClock;
  /** So long after a failure at most the document is somebody else's business again. */
  leaseMs: number;
}): Turns {
  /** The last of each document. */
  const underway = new Map<string, Promise<boolean>>();
  /** Until when; the oldest first. */
  const failed = new Map<string, number>();

  const remember = (key: string, isConfirmed: boolean): void => {
    const now = clock.now().getTime();
    failed.delete(key);
    if (!isConfirmed) failed.set(key, now + leaseMs);
    for (const [old, until] of failed) {
      if (until > now) break;
      failed.delete(old);
    }
  };

  return {
    isInOrder: (key) => (failed.get(key) ?? 0) <= clock.now().getTime(),
    isUnderway: (key) => underway.has(key),
    run: (key, publish) => {
      const before = underway.get(key) ?? Promise.resolve(true);
      const publishing = before
        .then((isInOrder) => isInOrder && publish())
        .then((isConfirmed) => {
          remember(key, isConfirmed);
          return isConfirmed;
        })
        .finally(() => {
          if (underway.get(key) === publishing) underway.delete(key);
        });
      underway.set(key, publishing);
      return publishing;
    },
    whenIdle: async () => {
      await Promise.all(underway.values());
    },
  };
}
