/** The scripts of the pages without their types, and where they are kept until they are others. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join as joinPath } from "node:path";
import { join, type Source } from "./join.ts";

const kept = joinPath(import.meta.dirname, "../../.cache");

/** One script of them all. Nothing is done twice for the same content, unless the folder cannot be written to. */
export function joinScripts(sources: readonly Source[], folder = kept): string {
  const about = JSON.stringify([
    process.version,
    readFileSync(`${import.meta.dirname}/join.ts`, "utf8"),
    sources,
  ]);
  const name = `${createHash("sha256").update(about).digest("hex").slice(0, 32)}.js`;
  try {
    return readFileSync(joinPath(folder, name), "utf8");
  } catch {
    const script = join(erase(sources));
    keep(folder, name, script);
    return script;
  }
}

function erase(sources: readonly Source[]): readonly Source[] {
  const child = joinPath(import.meta.dirname, "erase-thread.ts");
  const answer = execFileSync(process.execPath, ["--no-warnings", child], {
    input: JSON.stringify(sources.map(({ text }) => text)),
    encoding: "utf8",
    env: {},
    timeout: 20_000,
  });
  const texts = JSON.parse(answer) as readonly string[];
  return sources.map(({ name }, index) => ({ name, text: texts[index] ?? "" }));
}

/** Whoever reads it meanwhile sees all of it or nothing. */
function keep(folder: string, name: string, script: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    const before = readdirSync(folder);
    const unfinished = joinPath(folder, `${name}.${process.pid}`);
    writeFileSync(unfinished, script);
    renameSync(unfinished, joinPath(folder, name));
    for (const old of before) if (old !== name) rmSync(joinPath(folder, old), { force: true });
  } catch {
    // It is made anew at the next start.
  }
}
