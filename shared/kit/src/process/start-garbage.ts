/**
 * What starting left behind is a quarter of what an idle process holds, and V8 sees no reason to look for it while
 * nobody asks for memory: it is collected once, in a quiet moment.
 */
import { performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** The share of the time that the event loop works; a busy process collects by itself. */
const quiet = 0.1;

/** Collects once, as soon as the process has been quiet for `quietMs`; keeps no process alive. */
export function collectStartGarbage(quietMs = 5_000): void {
  let last = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(last);
    last = performance.eventLoopUtilization();
    if (utilization > quiet) return;
    clearInterval(timer);
    collect();
  }, quietMs);
  timer.unref();
}

function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  if (typeof gc === "function") gc();
}
