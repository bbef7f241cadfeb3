/** What one of several gateways says to the process that started it, and hears from it. */
import { once } from "node:events";
import type { Server } from "node:http";

export const isStarted = "started";
export const isListening = "listening";
export const goAhead = "listen";

/** Resolves when it may listen, or is told to stop. From now on it stops when the process that started it is gone. */
export async function awaitGoAhead(): Promise<void> {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  const stopped = new AbortController();
  process.once("SIGTERM", () => stopped.abort());
  process.send?.(isStarted);
  await once(process, "message", { signal: stopped.signal }).catch(() => undefined);
}

export function tellWhenListening(server: Server): void {
  server.once("listening", () => process.send?.(isListening));
}
