/** Asking again: only what is safe to ask twice, and not sooner than the shop wants it. */
import { NoAnswer, Refused } from "./refusal.ts";

/** What may be over in a moment. */
export const isPassing = (error: unknown): boolean =>
  error instanceof NoAnswer ||
  (error instanceof Refused && [429, 502, 503, 504].includes(error.problem.status));

const firstPauseMs = 250;
const longestPauseMs = 10_000;

/** Longer each time it has failed. */
export const backOff = (failed: number, signal?: AbortSignal): Promise<void> =>
  pause(
    Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, failed - 1)) * (0.5 + Math.random() / 2),
    signal,
  );

/** Until the shop answers, its refusal is for good, or the time is over; then as the last answer was. */
export async function repeat<Answer>(
  ask: () => Promise<Answer>,
  { forMs, signal }: { readonly forMs: number; readonly signal?: AbortSignal | undefined },
): Promise<Answer> {
  const until = Date.now() + forMs;
  for (let failed = 1; ; failed += 1) {
    try {
      return await ask();
    } catch (error) {
      if (signal?.aborted || !isPassing(error)) throw error;
      const askedMs = error instanceof Refused ? (error.problem.retryAfterS ?? 0) * 1_000 : 0;
      if (Date.now() + askedMs >= until) throw error;
      await pause(askedMs, signal);
      await backOff(failed, signal);
    }
  }
}

/** Ends at once when the signal aborts. */
function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    function end(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    }
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}
