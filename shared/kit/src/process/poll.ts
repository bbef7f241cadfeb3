/** Work done again and again, never twice at a time: the poll is the truth, a wake-up only makes it sooner. */
import { within } from "./within.ts";

export type Poll = AsyncDisposable & {
  wake(): void;
  /** Sooner than planned, when `ms` from now is sooner. */
  wakeIn(ms: number): void;
};

/**
 * Runs `work` at once, then `everyMs` after its end, or after as many ms as it answered, if that is sooner; without a
 * pause when it was woken meanwhile. Disposing waits for the run in flight.
 */
export function createPoll({
  everyMs,
  work,
  onError,
  longestMs = 60_000,
}: {
  everyMs: number;
  work: () => Promise<number | void>;
  onError: (error: unknown) => void;
  /** A run that takes longer hangs: it is an error, and the next one is begun. */
  longestMs?: number;
}): Poll {
  const stopping = new AbortController();
  let woken = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  let plannedAt = Infinity;

  const wakeIn = (ms: number): void => {
    // A timer takes no month, and no run is that far away.
    const inMs = Math.min(Math.max(0, ms), everyMs);
    const at = performance.now() + inMs;
    if (at >= plannedAt) return;
    plannedAt = at;
    clearTimeout(timer);
    timer = setTimeout(() => woken.resolve(), inMs);
  };

  const runOnce = async (): Promise<number> => {
    try {
      return (await within(longestMs, "A run", work())) ?? everyMs;
    } catch (error) {
      onError(error);
      return everyMs;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      woken = Promise.withResolvers();
      plannedAt = Infinity;
      wakeIn(await runOnce());
      if (!stopping.signal.aborted) await woken.promise;
      clearTimeout(timer);
    }
  };
  const running = run();

  return {
    wake: () => woken.resolve(),
    wakeIn,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      woken.resolve();
      await running;
      clearTimeout(timer);
    },
  };
}
