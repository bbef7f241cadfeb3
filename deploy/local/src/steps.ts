/** One check of `npm test`: a script of package.json, of which only a failure's output is shown. */
import { dirname } from "node:path";
import { startChild } from "@shop/servers/child";
import type { Environment } from "@shop/servers/command";

export type Step = { readonly title: string; readonly script: string };
export type StepSurroundings = {
  readonly root: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
};

export async function runStep(
  { title, script }: Step,
  { root, env, signal, say }: StepSurroundings,
): Promise<boolean> {
  const began = performance.now();
  const output: string[] = [];
  await using child = await startChild({
    name: script,
    file: process.execPath,
    args: ["--run", script],
    cwd: root,
    env: withThisNode(env),
    onLine: (line) => output.push(line),
  });
  const passOn = () => child.kill("SIGTERM");
  signal.addEventListener("abort", passOn, { once: true });
  const { code } = await child.exited;
  signal.removeEventListener("abort", passOn);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (code !== 0) for (const line of output) say(`    ${line}`);
  say(`${code === 0 ? "ok    " : "FAILED"}  ${title} (${seconds} s)`);
  return code === 0;
}

/** Scripts that say `node` get the one we run on. */
export const withThisNode = (env: Environment): Environment => ({
  ...env,
  PATH: `${dirname(process.execPath)}:${env["PATH"] ?? ""}`,
});
