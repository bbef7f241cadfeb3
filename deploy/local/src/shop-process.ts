/** One Node process of the shop that can be killed and started again. */
import { setTimeout as pause } from "node:timers/promises";
import { type Child, startChild } from "@shop/servers/child";
import type { Environment } from "@shop/servers/command";
import { type End, whereLogIs } from "./describe-end.ts";
import type { ProcessName, ProcessPlan } from "./processes.ts";

export type ShopProcess = {
  readonly name: ProcessName;
  readonly url: string;
  /** -1 while it does not run. */
  readonly pid: number;
  /** Resolves when it has ended; at once for a signal that ends nothing (SIGSTOP, SIGCONT). */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it when it does not run; `extraEnv` is for this run alone. */
  start(extraEnv?: Environment): Promise<void>;
  /** Stops and starts it, and answers how many milliseconds it could not be used. What waits for an answer gets `graceMs`. */
  restart(graceMs?: number): Promise<number>;
  /** Throws when it ends first, or when the time is up. */
  waitReady(timeoutMs?: number): Promise<void>;
  /** What it wrote last, oldest first, over all its runs. */
  lines(): readonly string[];
  isRunning(): boolean;
};

export type ProcessOptions = ProcessPlan & {
  readonly name: ProcessName;
  readonly root: string;
  readonly logFile: string;
  readonly onLine: (name: string, line: string) => void;
  /** Node's own flags for it, such as `--inspect`. */
  readonly nodeFlags?: readonly string[];
  /** It ended and nobody had asked it to. */
  readonly onCrash: (end: End) => void;
};

const keptLines = 1_000;
/** Idle, a process holds 50 MB less so; the image says the same (docs/decisions/0010). */
const sparing = {
  flags: ["--max-semi-space-size=8"],
  env: { MALLOC_ARENA_MAX: "2", MALLOC_TRIM_THRESHOLD_: "131072" },
};
const harmless: readonly NodeJS.Signals[] = ["SIGSTOP", "SIGCONT"];

export function createShopProcess(options: ProcessOptions): ShopProcess {
  const { name, entry, env, root, logFile, url, readyPath, nodeFlags = [] } = options;
  const lines: string[] = [];
  let child: Child | undefined;
  let isWanted = false;
  const onLine = (line: string) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    options.onLine(name, line);
  };
  const isRunning = () => child !== undefined && !child.hasExited();
  const self: ShopProcess = {
    name,
    url,
    get pid() {
      return isRunning() ? (child?.pid ?? -1) : -1;
    },
    isRunning,
    lines: () => lines,
    async kill(signal = "SIGKILL") {
      if (harmless.includes(signal)) {
        child?.kill(signal);
        return;
      }
      isWanted = false;
      if (!child || !isRunning()) return;
      // A process that is asked twice to stop takes it as an order to end at once.
      if (signal === "SIGTERM") return child[Symbol.asyncDispose]();
      child.kill(signal);
      await child.exited;
    },
    async start(extraEnv = {}) {
      if (isRunning()) return;
      isWanted = true;
      const started = await startChild({
        name,
        file: process.execPath,
        args: [...sparing.flags, ...nodeFlags, entry],
        env: { ...sparing.env, ...env, ...extraEnv },
        cwd: root,
        logFile,
        onLine,
      });
      child = started;
      const startedAt = performance.now();
      const watch = async () => {
        const exit = await started.exited;
        const ranMs = performance.now() - startedAt;
        if (isWanted && child === started)
          options.onCrash({ ...exit, title: name, ranMs, lines: started.lines(), logFile });
      };
      void watch();
      // It was stopped in the moment in which it was being started.
      if (!isWanted) await started[Symbol.asyncDispose]();
    },
    async restart(graceMs = 10_000) {
      const began = performance.now();
      await Promise.race([self.kill("SIGTERM"), pause(graceMs, undefined, { ref: false })]);
      await self.kill("SIGKILL");
      await self.start();
      await self.waitReady();
      return performance.now() - began;
    },
    async waitReady(timeoutMs = 120_000) {
      const deadline = performance.now() + timeoutMs;
      while (!(await isReady(`${url}${readyPath ?? "/"}`, readyPath === undefined))) {
        if (child?.hasExited() !== false) throw new Error(`${name} does not run`);
        if (performance.now() > deadline)
          throw new Error(`${name} was not ready after ${timeoutMs / 1000} s. ${whereLogIs({ logFile })}`);
        await pause(50);
      }
    },
  };
  return self;
}

async function isReady(url: string, isAnyAnswerGood: boolean): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return isAnyAnswerGood || answer.ok;
  } catch {
    return false;
  }
}
