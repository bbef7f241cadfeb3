import { setTimeout as pause } from "node:timers/promises";

/** Resolves when the work has ended, well or badly, or after `ms`: nobody waits for ever for what hangs. */
export async function untilDone(work: Promise<unknown>, ms: number): Promise<void> {
  const over = new AbortController();
  const patience = pause(ms, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
  await Promise.race([Promise.allSettled([work]), patience]);
  over.abort();
}
