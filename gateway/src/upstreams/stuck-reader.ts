/** Clients that hold a stream open and do not read: what waits for them is memory of ours and of the service. */
import type { Readable } from "node:stream";

/** A link so slow that it takes not one piece in this time is of no use to its reader either. */
const stuckMs = 60_000;

/** Calls `cut` when `source`, which is piped to its reader, could not go on for so long. */
export function cutStuckReader(source: Readable, cut: () => void, ms = stuckMs): void {
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => clearTimeout(timer);
  source.on("pause", () => {
    clear();
    timer = setTimeout(cut, ms);
  });
  source.on("resume", clear).once("close", clear);
}
