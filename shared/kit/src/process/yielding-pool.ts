/**
 * Hashes and pictures are made on Node's pool of threads and take a core each for as long as they run: where there are as
 * many of them as cores, every other process waits for its turn. They are in nobody's hurry but their own.
 */
import { readdir, readFile } from "node:fs/promises";
import { constants, setPriority } from "node:os";

/**
 * The last there is. It counts most within the process itself, whose requests would wait for its own hashes: a kernel that
 * shares its cores among sessions or containers ranks threads only within each of them.
 */
const niceness = constants.priority.PRIORITY_LOW;

let yielding: Promise<unknown> | undefined;

/**
 * Ranks this process's pool of threads behind all that runs at the usual rank, for good; to be awaited before each piece
 * of such work. Where threads have no rank of their own (anywhere but on Linux), or where the kernel does not let them,
 * nothing changes. Does not reject.
 */
export const letPoolYield = (): Promise<unknown> => (yielding ??= rankPool());

async function rankPool(): Promise<unknown> {
  // The pool is all there as soon as it has done anything, and reading a folder is its work.
  const threads = await readdir("/proc/self/task").catch(() => []);
  return Promise.all(threads.map(yieldIfOfPool));
}

async function yieldIfOfPool(thread: string): Promise<void> {
  const name = await readFile(`/proc/self/task/${thread}/comm`, "utf8").catch(() => "");
  if (name.trim() !== "libuv-worker") return;
  try {
    setPriority(Number(thread), niceness);
  } catch {
    // Nobody's password is refused because it is not hashed behind all else.
  }
}
