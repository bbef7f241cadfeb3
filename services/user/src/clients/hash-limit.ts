/** Hashing a password takes a core for 20 ms: a flood of it waits in a short queue, and beyond that is refused. */
export type Limit = <Result>(work: () => Promise<Result>) => Promise<Result>;

export type LimitRules = {
  readonly running: number;
  readonly waiting: number;
  /** What whoever finds the queue full is told. */
  readonly refusal: () => Error;
};

export function createLimit({ running, waiting, refusal }: LimitRules): Limit {
  const queue: (() => void)[] = [];
  let free = running;

  const enter = async (): Promise<void> => {
    if (free > 0) {
      free--;
      return;
    }
    if (queue.length >= waiting) throw refusal();
    // Whoever leaves hands its place on, so nobody overtakes the queue.
    await new Promise<void>((resolve) => queue.push(resolve));
  };
  const leave = (): void => {
    const next = queue.shift();
    if (next) next();
    else free++;
  };

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
