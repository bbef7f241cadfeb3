/** Work in the small that is long in sum lets everybody else have a turn of the event loop now and then. */
import { setImmediate } from "node:timers/promises";

type Pauses = { readonly everyMs?: number; readonly clock?: () => number };

/** To be awaited between two pieces of work: a real turn when the last one is long enough ago, else at once. */
export function createPauses({
  everyMs = 10,
  clock = () => performance.now(),
}: Pauses = {}): () => Promise<void> {
  let since = clock();
  return async () => {
    if (clock() - since < everyMs) return;
    await setImmediate();
    since = clock();
  };
}
