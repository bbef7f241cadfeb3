import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

/** A project with no packages at all, so that npm has nothing to fetch. */
let project: string;
const bootstrap = () => join(project, "deploy/local/bootstrap.mjs");
const run = (...args: string[]) => promisify(execFile)(process.execPath, [bootstrap(), ...args]);

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "shop-bootstrap-"));
  await mkdir(join(project, "deploy/local"), { recursive: true });
  await cp(fileURLToPath(new URL("../bootstrap.mjs", import.meta.url)), bootstrap());
  await writePackage("1.0.0");
  await writeFile(join(project, "print.mjs"), "console.log(JSON.stringify(process.argv.slice(2)))");
  await writeFile(
    join(project, "wait.mjs"),
    "process.on('SIGTERM', () => process.exit(7)); setInterval(() => undefined, 1000); console.log('up')",
  );
});
afterAll(() => rm(project, { recursive: true, force: true }));

async function writePackage(version: string): Promise<void> {
  const names = { name: "nothing", version };
  await writeFile(join(project, "package.json"), JSON.stringify(names));
  const lock = { ...names, lockfileVersion: 3, requires: true, packages: { "": names } };
  await writeFile(join(project, "package-lock.json"), JSON.stringify(lock));
}

test("packages are installed once for each lock file, and the program gets its arguments", async () => {
  const first = await run("print.mjs", "--fresh");
  expect(first.stdout).toContain("Installing the packages");
  expect(first.stdout).toContain('["--fresh"]');
  expect((await run("print.mjs")).stdout).toBe("[]\n");
  await writePackage("1.0.1");
  expect((await run("print.mjs")).stdout).toContain("Installing the packages");
});

test("a failed install is told in a sentence and tried again next time", async () => {
  const lock = await readFile(join(project, "package-lock.json"), "utf8");
  await writeFile(join(project, "package-lock.json"), "broken");
  const failed = run("print.mjs");
  await expect(failed).rejects.toMatchObject({ code: 1 });
  await expect(failed).rejects.toThrow(/npm ci ended with code/);
  await writeFile(join(project, "package-lock.json"), lock);
  expect((await run("print.mjs")).stdout).toContain("[]");
});

test.each([
  ["ENOTFOUND", "the npm registry can't be reached"],
  ["EINTEGRITY", "a package is not the one that package-lock.json names"],
  ["EACCES", "it may not write here"],
  ["ENOSPC", "the disk is full"],
  ["E403", "the npm registry refuses"],
  ["EUSAGE", "package.json and package-lock.json do not fit together"],
  ["EWHATEVER", "its lines above say why"],
])("when npm says %s, the sentence is: %s", async (code, sentence) => {
  await writePackage(`2.0.0-${code}`);
  const npm = join(project, "npm-cli.js");
  await writeFile(
    npm,
    `console.error("npm error code ${code}\\nnpm error more of it"); process.exitCode = 1;`,
  );
  const failed = promisify(execFile)(process.execPath, [bootstrap(), "print.mjs"], {
    // oxlint-disable-next-line node/no-process-env -- tests hand the environment on
    env: { ...process.env, npm_execpath: npm, npm_node_execpath: process.execPath },
  });
  await expect(failed).rejects.toMatchObject({ code: 1 });
  await expect(failed).rejects.toThrow(`npm ci ended with code 1: ${sentence}`);
  await writePackage("1.0.1");
});

test("a signal reaches the program, and its exit code comes back", async () => {
  const child = spawn(process.execPath, [bootstrap(), "wait.mjs"], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect((await once(child, "exit"))[0]).toBe(7);
});
