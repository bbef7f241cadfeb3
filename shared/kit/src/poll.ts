/** Work done again and again, never twice at a time: the poll is the truth, `wake` only makes it sooner. */

export type Poll = AsyncDisposable & { wake(): void };

/**
 * Runs `work` at once, then `everyMs` after its end; without a pause when it was woken meanwhile or answers true
 * ("there is more"). Disposing waits for the run in flight.
 */
export function createPoll({
  everyMs,
  work,
  onError,
}: {
  everyMs: number;
  work: () => Promise<boolean>;
  onError: (error: unknown) => void;
}): Poll {
  const stopping = new AbortController();
  let woken = Promise.withResolvers<void>();

  const runOnce = async (): Promise<boolean> => {
    try {
      return await work();
    } catch (error) {
      onError(error);
      return false;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      woken = Promise.withResolvers();
      const hasMore = await runOnce();
      if (hasMore || stopping.signal.aborted) continue;
      const timer = setTimeout(woken.resolve, everyMs);
      await woken.promise;
      clearTimeout(timer);
    }
  };
  const running = run();

  return {
    wake: () => woken.resolve(),
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      woken.resolve();
      await running;
    },
  };
}
