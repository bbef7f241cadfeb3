/** Debian and Ubuntu packages unpacked into a folder of ours: no root, no system service, nothing left on the machine. */
import { glob, lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Environment, findOnPath, runCommand } from "../command.ts";
import type { Surroundings } from "../program.ts";

/** The folder that holds the packages' tree, and an environment in which its programs run; undefined where apt is not. */
export async function unpackDebianPackages(
  names: readonly string[],
  { env, packages, say }: Surroundings,
): Promise<{ root: string; env: Environment } | undefined> {
  const root = join(packages, `apt-${names.join("-")}`);
  if (!(await isThere(root))) {
    if (!(await findOnPath("apt-get", env)) || !(await findOnPath("dpkg-deb", env))) return undefined;
    say(`Unpacking ${names.join(" and ")} from this machine's apt sources into ${root} …`);
    if (!(await fetchInto(root, names, env))) return undefined;
  }
  return { root, env: { ...env, ...(await pathsOf(root, env)) } };
}

async function fetchInto(root: string, names: readonly string[], env: Environment): Promise<boolean> {
  const work = `${root}.${process.pid}`;
  const options = [
    `Dir::State::Lists=${work}/lists`,
    `Dir::Cache=${work}`,
    `Dir::Cache::Archives=${work}/archives`,
    "Debug::NoLocking=1",
    "APT::Sandbox::User=",
    "Acquire::Languages=none",
    "Acquire::Retries=2",
  ].flatMap((option) => ["-o", option]);
  const apt = (...args: string[]) =>
    runCommand("apt-get", ["-qq", ...options, ...args], { env, timeoutMs: 300_000 });
  try {
    for (const folder of ["lists/partial", "archives/partial", "root"])
      await mkdir(join(work, folder), { recursive: true });
    if (!(await apt("update")).ok) return false;
    const flags = ["-y", "--no-install-recommends", "--download-only"];
    if (!(await apt("install", ...flags, ...names)).ok) return false;
    for await (const archive of glob(join(work, "archives/*.deb")))
      if (!(await runCommand("dpkg-deb", ["-x", archive, join(work, "root")], { env })).ok) return false;
    await moveErlang(join(work, "root"), root);
    await rename(join(work, "root"), root).catch(async (cause: unknown) => {
      if (!(await isThere(root))) throw cause;
    });
    return true;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Debian's `erl` and its like have their own folder written into them and ignore ERL_ROOTDIR. */
async function moveErlang(from: string, to: string): Promise<void> {
  for await (const file of glob(join(from, "usr/lib/erlang/{bin,erts-*/bin}/*"))) {
    if (!(await lstat(file)).isFile()) continue;
    const bytes = await readFile(file);
    if (bytes.includes(0)) continue;
    const moved = bytes.toString("utf8").replaceAll(/([= "])\/usr\/lib\/erlang/g, `$1${to}/usr/lib/erlang`);
    await writeFile(file, moved);
  }
}

async function pathsOf(root: string, env: Environment): Promise<Environment> {
  const libraries: string[] = [];
  for await (const folder of glob(join(root, "{usr/lib,lib}/*-linux-gnu"))) libraries.push(folder);
  const programs = [join(root, "usr/lib/erlang/bin"), join(root, "usr/bin")];
  return {
    PATH: [...programs, env["PATH"]].join(":"),
    LD_LIBRARY_PATH: [...libraries, env["LD_LIBRARY_PATH"]].filter(Boolean).join(":"),
  };
}

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );
