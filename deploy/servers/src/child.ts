/** Processes that live as long as we do and not longer: also when we are killed with no chance to say goodbye. */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { type Environment, findOnPath, signalGroup } from "./command.ts";

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Child = AsyncDisposable & {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  hasExited(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** What it wrote last, oldest first. */
  lines(): readonly string[];
};

export type ChildOptions = {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly cwd?: string;
  readonly logFile?: string | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
  /** How long it may take to end after SIGTERM. */
  readonly graceMs?: number;
  /** Where a signal is to go, when not to the process itself. */
  readonly deliver?: (signal: NodeJS.Signals) => void;
};

const keptLines = 200;

export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, file, args, env, cwd, graceMs = 10_000 } = options;
  const setpriv = await findOnPath("setpriv", env);
  const [program, all] = setpriv ? [setpriv, ["--pdeathsig", "TERM", file, ...args]] : [file, [...args]];
  // A group of its own: the terminal's Ctrl-C reaches us alone, and we stop the others in order.
  const child = spawn(program, all, {
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd ? { cwd } : {}),
  });
  const kept = keepOutput(child, options);
  const exited = new Promise<Exit>((resolve) => {
    child.on("error", (error) => {
      kept.push(error.message);
      resolve({ code: 127, signal: null });
    });
    child.on("exit", (code, signal) => resolve({ code, signal }));
  });
  let ended = false;
  void exited.then(() => (ended = true));
  const pid = child.pid ?? -1;
  const kill = (signal: NodeJS.Signals) => {
    if (ended || pid < 0) return;
    if (options.deliver) options.deliver(signal);
    else child.kill(signal);
  };
  return {
    name,
    pid,
    exited,
    hasExited: () => ended,
    kill,
    lines: () => kept,
    async [Symbol.asyncDispose]() {
      kill("SIGCONT");
      kill("SIGTERM");
      const impatient = setTimeout(() => {
        kill("SIGKILL");
        signalGroup(pid, "SIGKILL");
      }, graceMs);
      await exited;
      clearTimeout(impatient);
    },
  };
}

function keepOutput(child: ChildProcess, { logFile, onLine }: ChildOptions): string[] {
  const kept: string[] = [];
  const log = logFile ? createWriteStream(logFile, { flags: "a" }) : undefined;
  log?.on("error", () => undefined);
  const sources = [child.stdout, child.stderr].filter((source) => source !== null);
  for (const source of sources)
    createInterface({ input: source })
      .on("error", () => undefined)
      .on("line", (line) => {
        kept.push(line);
        if (kept.length > keptLines) kept.shift();
        log?.write(`${line}\n`);
        onLine?.(line);
      });
  child.once("close", () => log?.end());
  return kept;
}
