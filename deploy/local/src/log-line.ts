/** One line of a process's log as a person reads it: `error  Request not served: boom  GET /orders/7  req-1`. */
import { styleText } from "node:util";

type Word = "trace" | "debug" | "info" | "warning" | "error";
const words: Readonly<Record<string, Word>> = {
  trace: "trace",
  debug: "debug",
  info: "info",
  warn: "warning",
  error: "error",
  fatal: "error",
};

export type LogLine = {
  readonly level: Word;
  /** What happened, with its causes. */
  readonly text: string;
  /** Which request it was, empty for none. */
  readonly where: string;
};

type Caught = {
  readonly message?: string;
  readonly cause?: Caught | string;
  readonly errors?: readonly Caught[];
};
type Fields = {
  readonly level?: string;
  readonly msg?: string;
  readonly err?: Caught | string;
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly upstream?: string;
  readonly state?: string;
};

const maxChars = 300;

/** Undefined for what is no line of ours: a stack, or what a library wrote. */
export function readLogLine(line: string): LogLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const fields = JSON.parse(line) as Fields;
    const level = words[fields.level ?? ""];
    return level && { level, text: textOf(fields), where: whereOf(fields) };
  } catch {
    return undefined;
  }
}

/** Any line, in at most 300 characters and without what only a program reads. */
export function toShortLine(line: string): string {
  const read = readLogLine(line);
  return (read ? [read.level, read.text, read.where].filter(Boolean).join("  ") : line).slice(0, maxChars);
}

const colours = { trace: "gray", debug: "gray", info: "gray", warning: "yellow", error: "red" } as const;

export function toTerminalLine(
  name: string,
  { level, text, where }: LogLine,
  { isColoured }: { isColoured: boolean },
): string {
  const paint = (colour: Parameters<typeof styleText>[0], part: string) =>
    isColoured ? styleText(colour, part, { validateStream: false }) : part;
  const parts = [
    paint("bold", name.padEnd(7)),
    paint(colours[level], level.padEnd(7)),
    text.slice(0, maxChars),
    where && paint("gray", where),
  ];
  return parts.filter(Boolean).join("  ");
}

const textOf = ({ msg, err, upstream, state }: Fields): string =>
  [[msg, upstream, state].filter(Boolean).join(" "), ...messagesOf(err)].filter(Boolean).join(": ");

const whereOf = ({ method, path, status, requestId }: Fields): string =>
  [[method, path, status].filter(Boolean).join(" "), requestId].filter(Boolean).join("  ");

function messagesOf(caught: Caught | string | undefined): string[] {
  if (caught === undefined) return [];
  if (typeof caught === "string") return [caught];
  const inner = caught.cause ?? (caught.message ? undefined : caught.errors?.[0]);
  return [caught.message ?? "", ...messagesOf(inner)].filter(Boolean);
}
