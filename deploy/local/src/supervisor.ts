/**
 * Starts again what ended by itself: at once when it had run for a while, after growing pauses when it ends again and
 * again. What can't run stays away, says why, and the rest of the shop goes on.
 */
import { setTimeout as pause } from "node:timers/promises";
import { type End, howItEnded, lastLines, whereLogIs } from "./describe-end.ts";

export type Supervised = {
  /** Resolves when it can be used; rejects when it ended first, or is not ready for long. Leaves alone what runs. */
  readonly start: () => Promise<void>;
  readonly isRunning: () => boolean;
};

export type Supervisor = AsyncDisposable & {
  /** Told of an end that nobody asked for. */
  readonly restart: (unit: Supervised, end: End) => void;
};

export type SupervisorOptions = {
  readonly say: (line: string) => void;
  /** A run shorter than this ended for a reason that may still be there. */
  readonly quickMs?: number;
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
};

export function createSupervisor({
  say,
  quickMs = 5_000,
  firstPauseMs = 5_000,
  longestPauseMs = 60_000,
}: SupervisorOptions): Supervisor {
  const closing = new AbortController();
  const work = new Map<Supervised, Promise<void>>();
  const ends = new Map<Supervised, End>();
  const quickEnds = new Map<Supervised, number>();

  /** How long to wait before the next start, and one more quick end in a row. */
  const nextPauseMs = (unit: Supervised, isQuick: boolean): number => {
    const before = isQuick ? (quickEnds.get(unit) ?? 0) : -1;
    quickEnds.set(unit, before + 1);
    return isQuick ? Math.min(firstPauseMs * 2 ** before, longestPauseMs) : 0;
  };

  const bringBack = async (unit: Supervised): Promise<void> => {
    const endedAt = performance.now();
    const first = ends.get(unit);
    let isQuick = first !== undefined && first.ranMs < quickMs;
    for (let end = first; end && !unit.isRunning(); end = ends.get(unit), isQuick = true) {
      const waitMs = nextPauseMs(unit, isQuick);
      say(waitMs === 0 ? sayAtOnce(end) : sayLater(end, waitMs));
      await pause(waitMs, undefined, { signal: closing.signal });
      // Somebody else may have started it during the pause.
      if (unit.isRunning()) return;
      const failure = await startOf(unit);
      closing.signal.throwIfAborted();
      if (unit.isRunning()) {
        const seconds = ((performance.now() - endedAt) / 1000).toFixed(1);
        const but = failure === undefined ? "" : `, but ${failure}`;
        say(
          `${end.title} runs again, ${seconds} s after it ended (${howItEnded(end)})${but}. ${whereLogIs(end)}`,
        );
      } else if (failure !== undefined && ends.get(unit) === end) {
        // It never got so far that its end was told.
        ends.set(unit, { ...end, lines: failure.split("\n") });
      }
    }
  };

  return {
    restart(unit, end) {
      ends.set(unit, end);
      if (closing.signal.aborted || work.has(unit)) return;
      const working = bringBack(unit)
        .catch((cause: unknown) => {
          if (!closing.signal.aborted) say(`${end.title} can't be started again: ${String(cause)}`);
        })
        .finally(() => work.delete(unit));
      work.set(unit, working);
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all(work.values());
    },
  };
}

const startOf = (unit: Supervised): Promise<string | undefined> =>
  unit.start().then(
    () => undefined,
    (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
  );

const sayAtOnce = (end: End): string =>
  `${end.title} ended by itself (${howItEnded(end)}); starting it again …`;

const sayLater = (end: End, waitMs: number): string =>
  `${end.title} ended again (${howItEnded(end)}), soon after its start. Its last lines:\n${lastLines(end.lines, 4)}\n` +
  `  ${whereLogIs(end)}. It is started again in ${waitMs / 1000} s; the rest of the shop goes on.`;
