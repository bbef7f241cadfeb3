/** The client as a package: installed into an empty folder, docs/client.md's program compiles there and buys. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shop } from "./shared-shop.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "packed-client-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test("the program of docs/client.md compiles against the package, and buys", async () => {
  const sku = await shop.sell(1);
  await install();
  const text = await readFile(join(root, "docs/client.md"), "utf8");
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
  const program = blocks
    .join("\n")
    .replace("http://localhost:8080", shop.gatewayUrl)
    .replace("66432-BLK", sku);
  expect(program).toContain(sku);
  await writeFile(join(folder, "app.mts"), program);

  expect(await compile()).toBe("");
  const { stdout } = await run(process.execPath, ["app.mts"], { cwd: folder, timeout: 60_000 });
  expect(stdout).toMatch(/ order\.placed\n/);
  expect(stdout).toMatch(/ order\.confirmed\n/);
  // Confirmed is not too late to cancel.
  expect(stdout).not.toContain("order.too_late");
}, 120_000);

/** What the compiler has to say against it. */
async function compile(): Promise<string> {
  const strict = ["--ignoreConfig", "--noEmit", "--strict", "--module", "nodenext", "--target", "es2023"];
  const libraries = ["--lib", "es2023,dom,dom.asynciterable"];
  const compiler = join(root, "node_modules/.bin/tsc");
  return run(compiler, [...strict, ...libraries, "app.mts"], { cwd: folder }).then(
    () => "",
    (error: unknown) => (error as { readonly stdout: string }).stdout,
  );
}

/** As `npm install` of the tarball does, with what it needs from this repository instead of from a registry. */
async function install(): Promise<void> {
  await run(process.execPath, [join(root, "shared/client/scripts/pack.ts"), folder]);
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "supercoolshop-client"), { recursive: true });
  await run(
    "sh",
    ["-c", "tar xzf supercoolshop-client-*.tgz --strip-components=1 -C node_modules/supercoolshop-client"],
    {
      cwd: folder,
    },
  );
  const manifest = JSON.parse(await readFile(join(modules, "supercoolshop-client/package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const needed = Object.keys(manifest.dependencies);
  expect(needed.toSorted()).toEqual(["eventsource-parser", "zod"]);
  for (const name of needed) await symlink(join(root, "node_modules", name), join(modules, name));
}
