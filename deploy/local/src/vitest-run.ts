/** Runs vitest with its own live output, and counts what came of it from its report. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { glob, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StepSurroundings, withThisNode } from "./steps.ts";

export type Count = { readonly passed: number; readonly failed: number };

/** The part of vitest's JSON report that is counted. */
export type Report = {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
};

export async function runTests(
  filters: readonly string[],
  { root, env, signal }: Pick<StepSurroundings, "root" | "env" | "signal">,
): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), "shop-report-"));
  try {
    const file = join(folder, "report.json");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const child = spawn(
      process.execPath,
      ["node_modules/vitest/vitest.mjs", "run", ...reporters, ...filters],
      { cwd: root, env: withThisNode(env), stdio: "inherit" },
    );
    const passOn = () => child.kill("SIGTERM");
    signal.addEventListener("abort", passOn, { once: true });
    const [code] = (await once(child, "exit")) as [number | null];
    const text = await readFile(file, "utf8").catch(() => undefined);
    return countTests(text === undefined ? undefined : (JSON.parse(text) as Report), code === 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** False when no test file has one of the filters in its path. Options of vitest are not judged here. */
export async function findsTests(filters: readonly string[], root: string): Promise<boolean> {
  if (filters.length === 0 || filters.some((filter) => filter.startsWith("-"))) return true;
  // vitest takes `file.test.ts:12` for the test in that line.
  const wanted = filters.map((filter) => filter.replace(/:\d+$/, "").replace(/^\.\//, "").toLowerCase());
  const isHidden = (name: string) => name === "node_modules" || name === ".data" || name === ".git";
  const files = glob("**/*.test.ts", { cwd: root, exclude: isHidden });
  for await (const file of files)
    if (wanted.some((part) => join(root, file).toLowerCase().includes(part))) return true;
  return false;
}

/** A file that could not be loaded, an error outside any test and a run without a report each count as one failure. */
export function countTests(report: Report | undefined, isGood: boolean): Count {
  let [passed, failed] = [0, 0];
  for (const { status, assertionResults } of report?.testResults ?? []) {
    const broken = assertionResults.filter((result) => result.status === "failed").length;
    passed += assertionResults.filter((result) => result.status === "passed").length;
    failed += status === "failed" ? Math.max(broken, 1) : broken;
  }
  return { passed, failed: isGood ? failed : Math.max(failed, 1) };
}
