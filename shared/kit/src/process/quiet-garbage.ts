/**
 * What starting left behind is a quarter of what an idle process holds, and what a busy hour left can be four times what
 * is used; V8 sees no reason to look for either while nobody asks for memory. It is collected in quiet moments.
 */
import { performance } from "node:perf_hooks";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** The share of the time that the event loop works; a busy process collects by itself. */
const quiet = 0.1;

/** A collection stops the process for a few dozen milliseconds; for less than this it is not worth it. */
const worthwhileBytes = 16 * 1024 * 1024;

/**
 * Collects as soon as the process has been quiet for `quietMs`, and again whenever it is quiet and holds
 * `worthwhileBytes` more than the last collection left. Keeps no process alive.
 */
export function collectWhenQuiet(quietMs = 5_000): void {
  let last = performance.eventLoopUtilization();
  let left = 0;
  const timer = setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(last);
    last = performance.eventLoopUtilization();
    const isFirst = left === 0;
    if (utilization > quiet || (!isFirst && heldBytes() < left + worthwhileBytes)) return;
    collect();
    left = heldBytes();
  }, quietMs);
  timer.unref();
}

function heldBytes(): number {
  const { used_heap_size: inHeap, external_memory: outside } = getHeapStatistics();
  return inHeap + outside;
}

function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  if (typeof gc === "function") gc();
}
