/**
 * The first step of `npm start` and `npm test`. Runs on Node 20 and later, with nothing installed: installs the packages when
 * the lock file is not the one of the last success, and hands over to Node 24 without a shell in between.
 * Arguments: the program to run, and its arguments.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const { env } = process;
const [script, ...rest] = process.argv.slice(2);

/** What helps against each of npm's own words for what went wrong. */
const remedies = [
  [
    /^(EACCES|EPERM|EROFS)$/,
    "it may not write here, see the path above: give this folder to yourself and try again.",
  ],
  [/^(ENOSPC|EDQUOT)$/, "the disk is full: make room (the packages take 600 MB) and try again."],
  [
    /^(EINTEGRITY|Z_\w+|TAR_\w+|EBADSIZE)$/,
    "a package is not the one that package-lock.json names, or arrived broken: `npm cache clean --force`, and try again.",
  ],
  [
    /^EUSAGE$/,
    "package.json and package-lock.json do not fit together: `npm install` makes them, or take both from git.",
  ],
  [/^E4\d\d$/, "the npm registry refuses: see the address above, and your login (`npm login`) or mirror."],
  [
    /^(ENOTFOUND|EAI_\w+|ECONN\w+|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|E5\d\d|ENOTCACHED|\w*CERT\w*)$/,
    "the npm registry can't be reached: connect this machine to it (or name yours with `npm config set registry`) and try again.",
  ],
];

if (!script) stop("Usage: node deploy/local/bootstrap.mjs <program> [arguments]");
process.chdir(root);
const installed = join(root, "node_modules/.installed-lock");
const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .update(`${process.platform}-${process.arch}`)
  .digest("hex");
if (!existsSync(installed) || readFileSync(installed, "utf8") !== lock) await install();
const node = findNode24();
if (node === process.execPath) {
  process.argv.splice(1, 2, resolve(script));
  await import(pathToFileURL(resolve(script)).href);
} else handOver(node);

async function install() {
  say("Installing the packages that package-lock.json names (20 s or so, this once) …");
  const began = Date.now();
  const progress = setInterval(
    () => say(`… still installing packages, ${Math.round((Date.now() - began) / 1000)} s`),
    10_000,
  );
  const { code, signal, error, why } = await runNpmCi();
  clearInterval(progress);
  if (error) stop(`npm could not be run (${error.message}): install npm 10 or later and try again.`);
  if (signal) process.exit(128 + (constants.signals[signal] ?? 0));
  if (code !== 0) stop(`npm ci ended with code ${code}: ${whatHelps(why)}`);
  mkdirSync(dirname(installed), { recursive: true });
  writeFileSync(installed, lock);
}

function whatHelps(why) {
  for (const [words, help] of remedies) if (words.test(why)) return help;
  return "its lines above say why.";
}

/** With the Node and the npm that were there before us: a `node` out of node_modules would delete itself. */
function runNpmCi() {
  const npm = env.npm_execpath?.endsWith("npm-cli.js") ? env.npm_execpath : undefined;
  const [file, first] = npm ? [env.npm_node_execpath ?? process.execPath, [npm]] : ["npm", []];
  const flags = ["--loglevel=error", "--no-audit", "--no-fund", "--include=dev", "--include=optional"];
  const child = spawn(file, [...first, "ci", ...flags], { stdio: ["inherit", "inherit", "pipe"], env });
  let why = "";
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    process.stderr.write(text);
    for (const [, word] of text.matchAll(/^npm (?:error|ERR!) code (\S+)/gm)) why = word;
  });
  const passOn = (signal) => child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, passOn);
  return new Promise((end) => {
    child.once("error", (error) => end({ error }));
    child.once("close", (code, signal) => end({ code, signal, why }));
  }).finally(() => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, passOn);
  });
}

/** By its path: npm 10 does not link the `node` of a platform package when two of them are listed. */
function findNode24() {
  const packaged = join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin/node");
  if (isNode24(process.versions.node)) return process.execPath;
  for (const candidate of [packaged, "node"]) {
    const answer = spawnSync(candidate, ["-p", "process.versions.node"], { encoding: "utf8" });
    if (answer.status === 0 && isNode24(answer.stdout)) return candidate;
  }
  return stop(
    `The shop needs Node 24.12 or later; this is ${process.versions.node}, and npm has none for ${process.platform}-${process.arch}: ` +
      "install Node 24 (https://nodejs.org) and try again.",
  );
}

function isNode24(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 12);
}

/** The channel tells the program when we are gone, however we went. Our own parent is npm: without it nobody is there to stop us. */
function handOver(file) {
  const child = spawn(file, [resolve(script), ...rest], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env,
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  const parent = process.ppid;
  if (env.npm_execpath)
    setInterval(() => {
      if (process.ppid !== parent) child.kill("SIGTERM");
    }, 500).unref();
  child.once("error", (error) => stop(`${file} could not be run: ${error.message}`));
  child.once("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
