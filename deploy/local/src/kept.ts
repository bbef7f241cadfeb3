/** Which server made the data, so that no other kind or major ever opens its files, and where it listened. */
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Rung } from "@shop/servers/program";

export type Kept = {
  readonly [server: string]:
    | { readonly rung: Rung; readonly major: string; readonly ports: readonly number[] }
    | undefined;
};

const fileIn = (dataDir: string) => join(dataDir, "servers.json");

export async function readKept(dataDir: string): Promise<Kept> {
  try {
    return JSON.parse(await readFile(fileIn(dataDir), "utf8")) as Kept;
  } catch {
    return {};
  }
}

export async function writeKept(dataDir: string, kept: Kept): Promise<void> {
  const draft = `${fileIn(dataDir)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(kept, undefined, 2)}\n`);
  await rename(draft, fileIn(dataDir));
}
