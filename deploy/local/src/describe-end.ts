import type { Exit } from "./servers/child.ts";

/** One sentence and the last lines, for somebody who has not seen the log. */
export function describeEnd(name: string, { code, signal }: Exit, lines: readonly string[]): string {
  const last = lines.slice(-8).map((line) => `  ${line.slice(0, 400)}`);
  return `${name} ended by itself (${signal ?? `exit code ${code}`}). Its last lines:\n${last.join("\n")}`;
}
