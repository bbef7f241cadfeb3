/** Loads the demo shop through the public API, and remembers with the data that this version of it is in. */
import { createHash } from "node:crypto";
import { glob, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startChild } from "@shop/servers/child";
import type { Environment } from "@shop/servers/command";
import { lastLines, whereLogIs } from "./describe-end.ts";
import { demoLogins } from "./processes.ts";
import { root } from "./shop.ts";

/** What the loader says when only pictures are still to come, or nothing. */
const isBuyable = /^(?:Demo shop loaded|The demo shop is there)/;

/** False when this version was loaded before. Throws with the loader's last lines when it fails. */
export async function loadDemoShop({
  env,
  gatewayUrl,
  mongoFolder,
  logFile,
  say,
  whenBuyable = () => undefined,
  signal = new AbortController().signal,
}: {
  env: Environment;
  gatewayUrl: string;
  /** The databases' own folder keeps the mark; a MongoDB elsewhere is loaded each time, which changes nothing twice. */
  mongoFolder: string | undefined;
  logFile: string;
  say: (line: string) => void;
  /** Called when all is there but its pictures, which take longer. */
  whenBuyable?: () => void;
  /** Ends it before it is through. */
  signal?: AbortSignal;
}): Promise<boolean> {
  const mark = mongoFolder && join(mongoFolder, "demo-shop");
  const version = await versionOfDemo();
  if (mark && (await readFile(mark, "utf8").catch(() => "")) === version) return false;
  say("Loading the demo shop …");
  await using loader = await startChild({
    name: "demo",
    file: process.execPath,
    args: ["deploy/demo/load.ts"],
    cwd: root,
    env: toLoaderEnv(env, gatewayUrl),
    logFile,
    onLine: (line) => {
      if (isBuyable.test(line)) whenBuyable();
    },
  });
  signal.addEventListener("abort", () => loader.kill("SIGTERM"));
  const { code } = await loader.exited;
  if (signal.aborted) return false;
  if (code !== 0)
    throw new Error(
      `The demo shop could not be loaded. The loader's last lines:\n${lastLines(loader.lines())}\n${whereLogIs({ logFile })}`,
    );
  if (mark) await writeFile(mark, version);
  return true;
}

const toLoaderEnv = (env: Environment, gatewayUrl: string): Environment => ({
  ...env,
  GATEWAY_URL: gatewayUrl,
  // The whole of 127.0.0.0/8 is this machine, on Linux: the visitor's own address keeps its allowance.
  ...(process.platform === "linux" ? { LOCAL_ADDRESS: "127.0.0.2" } : {}),
  ADMIN_EMAIL: env["ADMIN_EMAIL"] || demoLogins.admin.email,
  ADMIN_PASSWORD: env["ADMIN_PASSWORD"] || demoLogins.admin.password,
});

async function versionOfDemo(): Promise<string> {
  const hash = createHash("sha256");
  const files: string[] = [];
  for await (const file of glob("deploy/demo/{*.{ts,json,ndjson},pictures/*.svg}", { cwd: root }))
    files.push(file);
  for (const file of files.toSorted()) hash.update(await readFile(join(root, file)));
  return hash.digest("hex");
}
