import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Of a process that does nothing else: the rank of each of its threads, with its name. */
const script = `
  import { readdirSync, readFileSync } from "node:fs";
  import { getPriority, setPriority } from "node:os";
  import { letPoolYield } from "${new URL("yielding-pool.ts", import.meta.url).href}";

  setPriority(Number(process.argv[1]));
  await letPoolYield();
  const threads = readdirSync("/proc/self/task").map((thread) => ({
    name: readFileSync("/proc/self/task/" + thread + "/comm", "utf8").trim(),
    rank: getPriority(Number(thread)),
  }));
  console.log(JSON.stringify(threads));
`;

test.runIf(process.platform === "linux").each([0, 15])(
  "of a process of rank %i the pool is last, and nothing but the pool is ranked anew",
  async (own) => {
    const args = ["--input-type=module", "-e", script, String(own)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const threads = JSON.parse(stdout) as { name: string; rank: number }[];
    const ranks = (isOfPool: boolean) =>
      threads.filter(({ name }) => (name === "libuv-worker") === isOfPool).map(({ rank }) => rank);
    expect(ranks(true)).toEqual(Array.from({ length: 4 }, () => 19));
    expect(ranks(false)).toContain(own);
    expect(ranks(false)).not.toContain(19);
  },
);
