/** What `npm start` shows of the processes' logs: warnings and errors, one line each, and the same one not again and again. */
const levels: Readonly<Record<string, string>> = { warn: "warning", error: "error", fatal: "error" };
const quietMs = 600_000;

export type Terminal = {
  readonly say: (line: string) => void;
  /** Until `expectCalm`, errors only: at first everybody waits for somebody. */
  readonly showLog: (name: string, line: string) => void;
  readonly expectCalm: () => void;
  /** Nothing is shown any more of what processes say while they stop. */
  readonly hush: () => void;
};

export function createTerminal(write: (text: string) => void, now: () => number): Terminal {
  const shownAt = new Map<string, number>();
  let isCalm = false;
  let isHushed = false;
  return {
    say: (line) => write(`${line}\n`),
    expectCalm: () => (isCalm = true),
    hush: () => (isHushed = true),
    showLog(name, line) {
      const text = isHushed ? undefined : toNotice(line);
      if (text === undefined || (!isCalm && text.startsWith("warning"))) return;
      const notice = `${name}: ${text}`;
      if (now() - (shownAt.get(notice) ?? -Infinity) < quietMs) return;
      shownAt.set(notice, now());
      write(`  ${notice}\n`);
    },
  };
}

/** Undefined for what need not be seen. Lines that are not JSON are in the log file, and are shown when the process ends. */
export function toNotice(line: string): string | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: string;
      msg?: string;
      err?: { message?: string };
    };
    const word = levels[level ?? ""];
    if (word === undefined) return undefined;
    return `${word}: ${[msg, err?.message].filter(Boolean).join(": ")}`.slice(0, 300);
  } catch {
    return undefined;
  }
}
