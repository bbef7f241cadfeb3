/** A copy of the tree in which a recipe of CONTRIBUTING is walked: what is changed there is known, and must be what the recipe names. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
// oxlint-disable-next-line node/no-process-env -- tests hand the environment on
const { env } = process;
const leftOut = new Set(["node_modules", ".data", ".git"]);
/** Commands of the packages, by the Node that runs the tests. */
const bin = join(root, "node_modules", ".bin");
const minutes = 60_000;

export type Scratch = AsyncDisposable & {
  /** Replaces `anchor`, which the file has once. Throws when it has not: the recipe's text must follow the code. */
  readonly edit: (
    path: string,
    ...edits: readonly (readonly [anchor: string, replacement: string])[]
  ) => Promise<void>;
  readonly add: (path: string, text: string) => Promise<void>;
  readonly read: (path: string) => Promise<string>;
  /** An npm script; throws with all it said when it fails. Files that it writes count as changed. */
  readonly run: (script: string) => Promise<void>;
  /** Tests by their paths; throws with all they said when one fails. */
  readonly test: (...paths: readonly string[]) => Promise<void>;
  /** Paths that differ from the tree, since the last time that was asked. */
  readonly changed: () => Promise<string[]>;
};

export async function openScratch(): Promise<Scratch> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "recipe-")));
  await using open = new AsyncDisposableStack();
  open.defer(() => rm(folder, { recursive: true, force: true }));
  const isKept = (source: string) => !leftOut.has(source.split("/").at(-1) ?? "");
  await cp(root, folder, { recursive: true, filter: isKept });
  await linkPackages(folder);
  let known = await contents(folder);

  const at = (path: string) => join(folder, path);
  const command = async (file: string, args: readonly string[]): Promise<void> => {
    const path = `${bin}:${dirname(process.execPath)}:${env["PATH"]}`;
    // The copy has no Git hooks; by CI the search for unused packages knows that none are to be expected.
    const surroundings = { ...env, PATH: path, VITEST: "", CI: "true" };
    try {
      await promisify(execFile)(file, args, {
        cwd: folder,
        env: surroundings,
        maxBuffer: 1e8,
        timeout: 5 * minutes,
      });
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      throw new Error(`${args.join(" ")} failed in the copy:\n${stdout}${stderr}`, { cause: error });
    }
  };
  const opened = open.move();

  return {
    read: (path) => readFile(at(path), "utf8"),
    edit: async (path, ...edits) => {
      let text = await readFile(at(path), "utf8");
      for (const [anchor, replacement] of edits) {
        if (text.split(anchor).length !== 2) throw new Error(`${path} must have this once:\n${anchor}`);
        text = text.replace(anchor, () => replacement);
      }
      await writeFile(at(path), text);
    },
    add: async (path, text) => {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), text, { flag: "wx" });
    },
    run: (script) => command(process.execPath, ["--run", script]),
    test: (...paths) =>
      command(process.execPath, [
        join(root, "node_modules/vitest/vitest.mjs"),
        "run",
        "--project=unit",
        "--project=component",
        ...paths,
      ]),
    changed: async () => {
      const now = await contents(folder);
      const paths = new Set([...known.keys(), ...now.keys()]);
      const different = [...paths].filter((path) => known.get(path) !== now.get(path));
      known = now;
      return different.toSorted();
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The packages of the tree, but the workspaces of the copy; and what servers were installed. */
async function linkPackages(folder: string): Promise<void> {
  const packages = join(root, "node_modules");
  await mkdir(join(folder, "node_modules"));
  for (const name of await readdir(packages))
    if (name !== "@shop") await symlink(join(packages, name), join(folder, "node_modules", name));
  await mkdir(join(folder, "node_modules/@shop"));
  for (const name of await readdir(join(packages, "@shop"))) {
    const place = relative(root, await realpath(join(packages, "@shop", name)));
    await symlink(join(folder, place), join(folder, "node_modules/@shop", name));
    const own = join(root, place, "node_modules");
    if (existsSync(own)) await symlink(own, join(folder, place, "node_modules"));
  }
  await mkdir(join(folder, ".data"));
  await symlink(join(root, ".data/packages"), join(folder, ".data/packages"));
}

async function contents(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const look = async (at: string): Promise<void> => {
    for (const entry of await readdir(join(folder, at), { withFileTypes: true })) {
      if (leftOut.has(entry.name)) continue;
      const path = join(at, entry.name);
      if (entry.isDirectory()) await look(path);
      else found.set(path, await readFile(join(folder, path), "latin1"));
    }
  };
  await look("");
  return found;
}
