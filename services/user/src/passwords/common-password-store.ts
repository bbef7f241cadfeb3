/**
 * The passwords that are guessed first, from the lists beside this file. They are kept as two texts of sorted lines and
 * searched as they are: sets of their words would take ten times the memory.
 */
import { readFileSync } from "node:fs";
import type { CommonPasswords } from "./password-rules.ts";

/** Read when the first password is chosen. */
export function loadCommonPasswords(): CommonPasswords {
  const guessed = lazily("common-passwords");
  const first = lazily("first-guesses");
  return {
    has: (password) => hasLine(guessed(), password),
    isFirstGuess: (word) => hasLine(first(), word),
  };
}

function lazily(name: string): () => string {
  let text: string | undefined;
  return () => (text ??= readFileSync(new URL(`./${name}.txt`, import.meta.url), "utf8"));
}

/** By halves: every line ends with a line feed, and they are sorted by their UTF-16 units. */
export function hasLine(text: string, wanted: string): boolean {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = middle === 0 ? 0 : text.lastIndexOf("\n", middle - 1) + 1;
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end);
    if (line === wanted) return true;
    if (line < wanted) low = end + 1;
    else high = start;
  }
  return false;
}
