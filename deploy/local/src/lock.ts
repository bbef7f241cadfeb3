/** One shop per data folder: a second start would open the same files. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Throws a plain sentence when another start holds the folder; a holder that was killed does not count. */
export async function lockFolder(folder: string): Promise<AsyncDisposable> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "running");
  for (;;) {
    try {
      await writeFile(file, `${process.pid}`, { flag: "wx" });
      return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
    }
    const holder = Number(await readFile(file, "utf8").catch(() => ""));
    if (await isOurKind(holder))
      throw new Error(
        `The shop of this folder runs already, as process ${holder}: stop that one (Ctrl-C, or kill ${holder}) and try again.`,
      );
    await rm(file, { force: true });
  }
}

/** A process id is given to others after a while; Linux tells what runs under it. */
async function isOurKind(pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined);
  return command === undefined || command.includes("deploy/local/");
}
