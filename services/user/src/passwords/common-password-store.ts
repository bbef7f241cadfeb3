/** The passwords that are guessed first, from the list beside this file. */
import { readFileSync } from "node:fs";

export function loadCommonPasswords(): ReadonlySet<string> {
  const lines = readFileSync(new URL("./common-passwords.txt", import.meta.url), "utf8").split("\n");
  return new Set(lines.filter((line) => line !== "" && !line.startsWith("#")));
}
