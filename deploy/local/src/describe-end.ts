/** How something ended that nobody had ended, for somebody who has not seen its log. */
import { relative } from "node:path";
import { toShortLine } from "./log-line.ts";
import type { Exit } from "@shop/servers/child";

export type End = Exit & {
  /** What it is called: `order`, `MongoDB of order`. */
  readonly title: string;
  readonly ranMs: number;
  /** What it wrote last, oldest first. */
  readonly lines: readonly string[];
  readonly logFile: string;
};

export const howItEnded = ({ code, signal }: Exit): string => signal ?? `exit code ${code}`;

export const describeEnd = (end: End): string =>
  `${end.title} ended by itself (${howItEnded(end)}). Its last lines:\n${lastLines(end.lines)}\n${whereLogIs(end)}`;

export const whereLogIs = ({ logFile }: Pick<End, "logFile">): string => `Its log: ${toShownPath(logFile)}`;

export function lastLines(lines: readonly string[], count = 8): string {
  const telling = lines.filter((line) => !isNoise.test(line));
  if (telling.length === 0) return "  (it wrote nothing)";
  return telling
    .slice(-count)
    .map((line) => `  ${toShortLine(line)}`)
    .join("\n");
}

/** What Node writes around the sentence that counts: the way to it, brackets, and its own version. */
const isNoise = /^\s*(at .*|[{}[\]]*|Node\.js v.*)$/;

/** As it can be typed where `npm start` was. */
export function toShownPath(file: string, folder = process.cwd()): string {
  const path = relative(folder, file);
  return path.startsWith("..") ? file : path;
}
