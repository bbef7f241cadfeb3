/** What `npm start` shows of the processes' logs: warnings and errors, one line each, and the same one not again and again. */
import { readLogLine, toTerminalLine } from "./log-line.ts";

const shown = ["warning", "error"];
const quietMs = 600_000;

export type Terminal = {
  readonly say: (line: string) => void;
  /** Until `expectCalm`, errors only: at first everybody waits for somebody. */
  readonly showLog: (name: string, line: string) => void;
  readonly expectCalm: () => void;
  /** Nothing is shown any more of what processes say while they stop. */
  readonly hush: () => void;
};

export function createTerminal(
  write: (text: string) => void,
  now: () => number,
  { isColoured = false }: { isColoured?: boolean } = {},
): Terminal {
  const shownAt = new Map<string, number>();
  let isCalm = false;
  let isHushed = false;
  return {
    say: (line) => write(`${line}\n`),
    expectCalm: () => (isCalm = true),
    hush: () => (isHushed = true),
    showLog(name, line) {
      const read = isHushed ? undefined : readLogLine(line);
      if (!read || !shown.includes(read.level) || (!isCalm && read.level === "warning")) return;
      const notice = [name, read.level, read.text, withoutIds(read.where)].join();
      if (now() - (shownAt.get(notice) ?? -Infinity) < quietMs) return;
      shownAt.set(notice, now());
      write(`  ${toTerminalLine(name, read, { isColoured })}\n`);
    },
  };
}

/** The same thing that happens to another request, or to another order, is not news. */
const withoutIds = (where: string): string =>
  where.split("  ", 1)[0]?.replace(/\/[^/ ]*\d[^/ ]*/g, "/…") ?? where;
