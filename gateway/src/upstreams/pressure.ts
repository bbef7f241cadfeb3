/**
 * Whether this process itself has too much to do. While its event loop comes round late, and is busy all the time, it
 * turns away those who matter least: an answer that nobody waits for any more helps nobody.
 */
import { performance, type EventLoopUtilization } from "node:perf_hooks";
import type { Priority } from "./limit.ts";

export type Pressure = {
  /** Whether one of this priority is to be turned away. */
  readonly isTooMuchFor: (priority: Priority) => boolean;
  /** By how many milliseconds the event loop was late, lately. */
  readonly lateMs: () => number;
};

export type Gauges = {
  readonly now: () => number;
  /** Calls back when the event loop has come round once. */
  readonly comeRound: (then: () => void) => void;
  /** The share of the time since the last call that was spent working. */
  readonly busyShare: () => number;
};

/** So late may the event loop be for each. */
const bearable: Readonly<Record<Priority, number>> = { checkout: 3_000, "signed-in": 800, anonymous: 300 };
const sampleEveryMs = 50;
/** A process that is stopped for a moment, as by its machine, is late without being busy. */
const busy = 0.9;
const smoothing = 0.3;
/** Without requests nothing is measured, and what was measured then says nothing of now. */
const staleMs = 1_000;

/** Measured only as requests come, so that an idle process sleeps. */
export function createPressure({ now, comeRound, busyShare }: Gauges = eventLoop()): Pressure {
  let late = 0;
  let sampledAt = -Infinity;
  let isSampling = false;

  const sample = (): void => {
    const startedAt = now();
    if (isSampling || startedAt - sampledAt < sampleEveryMs) return;
    if (startedAt - sampledAt > staleMs) late = 0;
    isSampling = true;
    comeRound(() => {
      isSampling = false;
      sampledAt = now();
      const measured = busyShare() >= busy ? sampledAt - startedAt : 0;
      late += (measured - late) * smoothing;
    });
  };
  return {
    isTooMuchFor(priority) {
      sample();
      return late > bearable[priority];
    },
    lateMs: () => late,
  };
}

function eventLoop(): Gauges {
  let last: EventLoopUtilization = performance.eventLoopUtilization();
  return {
    now: () => performance.now(),
    // After the timers that are due and what has arrived meanwhile: behind all that is waiting now.
    comeRound: (then) => void setTimeout(() => setImmediate(then), 1),
    busyShare() {
      const current = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(current, last);
      last = current;
      return utilization;
    },
  };
}
