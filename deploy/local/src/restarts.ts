/** Restarts one process while the rest goes on; asked again in the middle, it does it once more. */
import type { ProcessName } from "./processes.ts";
import type { ShopProcess } from "./shop-process.ts";

export type Restart = (name: ProcessName) => Promise<string>;

/** Answers one line, also when the process does not come up: then it is started again like any other that ended. */
export function createRestart(
  find: (name: ProcessName) => Pick<ShopProcess, "restart">,
  { graceMs }: { graceMs?: number } = {},
): Restart {
  const running = new Map<ProcessName, Promise<string>>();
  const waiting = new Map<ProcessName, Promise<string>>();
  const work = async (name: ProcessName): Promise<string> => {
    try {
      const ms = await find(name).restart(graceMs);
      return `${name} was restarted and runs again after ${(ms / 1000).toFixed(1)} s.`;
    } catch (cause) {
      return `${name} was stopped and did not start: ${(cause as Error).message}`;
    }
  };
  const begin = (name: ProcessName): Promise<string> => {
    const working = work(name).finally(() => running.delete(name));
    running.set(name, working);
    return working;
  };
  return (name) => {
    const now = running.get(name);
    if (!now) return begin(name);
    const next = waiting.get(name) ?? now.then(() => (waiting.delete(name), begin(name)));
    waiting.set(name, next);
    return next;
  };
}
