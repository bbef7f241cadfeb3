/**
 * `npm run golden` writes what is missing of `golden/`: one event as it is published, for each event of the contracts.
 * `--check` only says what is missing. What lies there is never changed: it may be on its way to somebody.
 */
import { readdir, writeFile } from "node:fs/promises";
import { eventDefinitions } from "../src/shop.ts";
import { sampleOf } from "./sample.ts";

const folder = new URL("../golden/", import.meta.url);
const there = new Set(await readdir(folder));
const missing = eventDefinitions.filter(({ name, version }) => !there.has(`${name}.${version}.json`));

if (process.argv.includes("--check")) {
  for (const { name, version } of missing)
    process.stderr.write(
      `${name} has no golden file shared/contracts/golden/${name}.${version}.json: run \`npm run golden\`, and commit it.\n`,
    );
  process.exitCode = missing.length > 0 ? 1 : 0;
} else {
  for (const { name, version, envelope } of missing) {
    const sample = { ...(sampleOf(envelope) as object), version };
    const isRead = envelope.safeParse(sample).success;
    await writeFile(new URL(`${name}.${version}.json`, folder), `${JSON.stringify(sample, null, 2)}\n`);
    process.stdout.write(
      `Wrote shared/contracts/golden/${name}.${version}.json: ` +
        `${isRead ? "make it look like a real one" : "the contract does not read it yet, put right values in"}.\n`,
    );
  }
  if (missing.length === 0) process.stdout.write("Every event has its golden file.\n");
}
