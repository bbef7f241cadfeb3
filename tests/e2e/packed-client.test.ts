/** The client as a package: installed by npm into an empty folder, on a plain Node, docs/client.md's program buys. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shop } from "./shared-shop.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
let node: Node;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "packed-client-"));
  node = await oldestNode();
  process.stdout.write(`  The packed client on Node ${node.version} (${node.file})\n`);
  await install();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test("the program of docs/client.md compiles against the package, and buys", async () => {
  const sku = await shop.sell(1);
  const text = await readFile(join(root, "docs/client.md"), "utf8");
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
  const program = blocks
    .join("\n")
    .replace("http://localhost:8080", shop.gatewayUrl)
    .replace("66432-BLK", sku);
  expect(program).toContain(sku);
  await writeFile(join(folder, "app.mts"), program);

  expect(await compile()).toBe("");
  const { stdout } = await run(node.file, ["app.mjs"], { cwd: folder, timeout: 60_000 });
  expect(stdout).toMatch(/ order\.placed\n/);
  expect(stdout).toMatch(/ order\.confirmed\n/);
  // Confirmed is not too late to cancel.
  expect(stdout).not.toContain("order.too_late");
}, 120_000);

/** What the compiler has to say against it. */
async function compile(): Promise<string> {
  const strict = ["--ignoreConfig", "--strict", "--module", "nodenext", "--target", "es2023"];
  const libraries = ["--lib", "es2023,dom,dom.asynciterable"];
  const compiler = join(root, "node_modules/.bin/tsc");
  return run(compiler, [...strict, ...libraries, "app.mts"], { cwd: folder }).then(
    () => "",
    (error: unknown) => (error as { readonly stdout: string }).stdout,
  );
}

type Node = { readonly file: string; readonly version: string };

/** Of those that were here before this repository's packages, npm's own among them: 20 is the oldest that anybody may have. */
async function oldestNode(): Promise<Node> {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((each) => !each.includes("node_modules"));
  const files = [env["npm_node_execpath"] ?? [], folders.map((each) => join(each, "node"))].flat();
  const found = await Promise.all(files.map(versionOf));
  const [oldest] = found
    .flatMap((each) => each ?? [])
    .filter(({ version }) => majorOf(version) >= 20)
    .toSorted((a, b) => majorOf(a.version) - majorOf(b.version));
  return oldest ?? expect.fail("npm runs on a Node, but there is none on PATH");
}

const majorOf = (version: string): number => Number(version.split(".")[0]);

const versionOf = (file: string): Promise<Node | undefined> =>
  run(file, ["-p", "process.versions.node"]).then(
    ({ stdout }) => ({ file, version: stdout.trim() }),
    () => undefined,
  );

/** By npm, which is told to ask no registry: what the client needs is packed out of this repository's packages. */
async function install(): Promise<void> {
  await run(process.execPath, [join(root, "shared/client/scripts/pack.ts"), folder]);
  const npm = (...args: readonly string[]) =>
    run("npm", [...args, "--cache", join(folder, "cache"), "--ignore-scripts"], {
      cwd: folder,
      env: { ...env, PATH: [dirname(node.file), env["PATH"]].join(delimiter) },
    });
  const needed = ["eventsource-parser", "zod"];
  await npm("pack", "--silent", ...needed.map((name) => join(root, "node_modules", name)));
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
  const packages = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  await npm("install", "--offline", "--no-audit", "--no-fund", ...packages.map((name) => `./${name}`));
  const manifest = await readFile(join(folder, "node_modules/supercoolshop-client/package.json"), "utf8");
  const { dependencies } = JSON.parse(manifest) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  expect(Object.keys(dependencies).toSorted()).toEqual(needed);
}
