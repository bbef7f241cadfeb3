/** The access log and the request metric: one line and one measurement per request, when it is over. */
import { withoutRedaction, type Logger } from "@shop/kit/process/logger";
import { traceIdOf } from "@shop/kit/process/context";
import { toAppError } from "@shop/kit/http/server/problem";
import { observeRequest } from "@shop/kit/process/metrics";
import type { Transit } from "./transit.ts";
import type { Route } from "../routing/route-table.ts";

/** What the line is to say besides request and response; filled in as it becomes known. */
export type AccessLine = {
  route?: Route;
  error?: unknown;
  /** No service was asked. */
  isKept?: boolean;
};

/** Hears of each request of a route when it is over. */
export type NoteRequest = (
  route: Route,
  done: { readonly ms: number; readonly status: number; readonly isKept: boolean },
) => void;

/** nginx's status for a client that left before its answer. */
const clientLeft = 499;

export type LogAccess = (transit: Transit) => AccessLine;

/**
 * Logs and measures each request when its response closes; what has been put into the line by then is in it. Of the good
 * answers that were kept, which are many and alike, only one in `keptEvery` has a line.
 */
export function createAccessLog(
  log: Logger,
  { keptEvery, note }: { readonly keptEvery: number; readonly note: NoteRequest },
): LogAccess {
  const plain = withoutRedaction(log);
  let kept = 0;
  const write = (transit: Transit, line: AccessLine, fields: Fields): void => {
    const level = levelOf(line, fields.status);
    // Making a line costs more than all that is left of the answer.
    if (!log.isLevelEnabled(level)) return;
    (line.error === undefined ? plain : log)[level](toLine(transit, line, fields), "Request");
  };
  return (transit) => {
    const line: AccessLine = {};
    // It is changed on the way.
    const { method = "", url = "" } = transit.request;
    transit.response.on("close", () => {
      const ms = performance.now() - transit.startedAt;
      const status = hasAnswer(transit.response) ? transit.response.statusCode : clientLeft;
      const { route, isKept = false } = line;
      observeRequest(route?.name ?? "none", method, status, ms / 1_000);
      if (route) note(route, { ms, status, isKept });
      if (isKept && status < 400 && (kept += 1) % keptEvery !== 0) return;
      write(transit, line, { method, url, status, ms });
    });
    return line;
  };
}

/** A WebSocket has had its answer when it began; that it has no end is its nature. */
const hasAnswer = ({ writableFinished, statusCode, headersSent }: Transit["response"]): boolean =>
  writableFinished || (headersSent && statusCode === 101);

type Fields = {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly ms: number;
};

const toLine = (transit: Transit, line: AccessLine, { method, url, status, ms }: Fields): object => ({
  requestId: transit.requestId,
  traceId: traceIdOf(transit.traceparent),
  method,
  path: url.split("?", 1)[0],
  status,
  ms: Math.round(ms * 10) / 10,
  endpoint: line.route?.name ?? "none",
  address: transit.origin.address,
  ...(line.isKept && { isKept: true }),
  ...problemOf(line),
});

function levelOf({ route, error }: AccessLine, status: number): "debug" | "info" | "warn" | "error" {
  if (error !== undefined && !toAppError(error)) return "error";
  // 501 and 505 are a client's fault, and must not fill the log.
  if (status >= 500 && status !== 501 && status !== 505) return "warn";
  return route?.cost === 0 ? "debug" : "info";
}

function problemOf({ error }: AccessLine): { code?: string; err?: unknown } {
  if (error === undefined) return {};
  const known = toAppError(error);
  if (!known) return { err: error };
  return known.cause === undefined ? { code: known.code } : { code: known.code, err: known.cause };
}
