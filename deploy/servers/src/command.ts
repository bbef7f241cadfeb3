/** Small programs run to their end, and where a program is found. */
import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;
export type Outcome = { readonly ok: boolean; readonly output: string };

/** Never throws: a program that is missing, fails, is slow or silent is `ok: false`, with what it wrote. */
export function runCommand(
  file: string,
  args: readonly string[],
  { env, timeoutMs, silenceMs }: { env: Environment; timeoutMs?: number; silenceMs?: number },
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    const timers: NodeJS.Timeout[] = [];
    const kill = () => {
      if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
    };
    process.once("exit", kill);
    const end = (ok: boolean) => {
      process.off("exit", kill);
      for (const timer of timers) clearTimeout(timer);
      resolve({ ok, output });
    };
    const giveUp = (why: string) => () => {
      output += `\n${why}`;
      kill();
    };
    if (timeoutMs !== undefined) timers.push(setTimeout(giveUp("out of time"), timeoutMs));
    const silence =
      silenceMs === undefined ? undefined : setTimeout(giveUp("nothing was heard of it"), silenceMs);
    if (silence) timers.push(silence);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        silence?.refresh();
      });
    child.on("error", (error) => {
      output += error.message;
      end(false);
    });
    child.on("close", (code) => end(code === 0));
  });
}

/** Reaches the grandchildren too, as each of our children leads a process group. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

export async function findOnPath(name: string, env: Environment): Promise<string | undefined> {
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const file = join(folder, name);
    if (folder !== "" && (await isExecutable(file))) return file;
  }
  return undefined;
}

export const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
