/**
 * Brings zxcvbn's ranked list of passwords into ours, which only grows. Run it when the package has a newer list:
 * `node services/user/scripts/common-passwords.ts`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dictionary } from "@zxcvbn-ts/language-common";

const ranked = dictionary["passwords-common"].map((password) => password.toLowerCase());
const fileOf = (name: string) => new URL(`../src/passwords/${name}.txt`, import.meta.url);

function write(name: string, words: readonly string[]): void {
  const sorted = [...new Set(words)].filter((word) => word !== "").toSorted((a, b) => (a < b ? -1 : 1));
  writeFileSync(fileOf(name), `${sorted.join("\n")}\n`);
  process.stdout.write(`${name}: ${sorted.length}\n`);
}

/** Long enough to be chosen at all. */
const known = readFileSync(fileOf("common-passwords"), "utf8").split("\n");
write("common-passwords", [...known, ...ranked.filter((password) => Array.from(password).length >= 8)]);
/** What people add a year or a mark to. */
write("first-guesses", ranked.filter((word) => /[a-z]{4}/.test(word)).slice(0, 3_000));
