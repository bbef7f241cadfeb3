/** Hashing a password takes a core for 20 ms: a flood of it waits in a short queue, and beyond that is refused. */
import pLimit from "p-limit";

export type Limit = <Result>(work: () => Promise<Result>) => Promise<Result>;

export type LimitRules = {
  readonly running: number;
  readonly waiting: number;
  /** What whoever finds the queue full is told. */
  readonly refusal: () => Error;
};

/** The limit's calls reject with `refusal()` while the queue is full, and with what their own work throws. */
export function createLimit({ running, waiting, refusal }: LimitRules): Limit {
  const limit = pLimit(running);
  return async (work) => {
    if (limit.activeCount + limit.pendingCount >= running + waiting) throw refusal();
    return limit(work);
  };
}
