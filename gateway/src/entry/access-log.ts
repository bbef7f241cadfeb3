/** The access log and the request metric: one line and one measurement per request, when it is over. */
import type { Logger } from "@shop/kit/process/logger";
import { traceIdOf } from "@shop/kit/process/context";
import { toAppError } from "@shop/kit/http/server/problem";
import { observeRequest } from "@shop/kit/process/metrics";
import type { Transit } from "./transit.ts";
import type { Route } from "../routing/route-table.ts";

/** What the line is to say besides request and response; filled in as it becomes known. */
export type AccessLine = { route?: Route; error?: unknown };

/** nginx's status for a client that left before its answer. */
const clientLeft = 499;

/** Logs and measures the request when its response closes; what has been put into the line by then is in it. */
export function logAccess(transit: Transit, log: Logger): AccessLine {
  const line: AccessLine = {};
  const { request, response, startedAt } = transit;
  const { method = "", url = "" } = request;
  response.once("close", () => {
    const ms = performance.now() - startedAt;
    const status = response.writableFinished ? response.statusCode : clientLeft;
    const endpoint = line.route?.name ?? "none";
    observeRequest({ endpoint, method, status }, ms / 1000);
    log[levelOf(line, status)](
      {
        requestId: transit.requestId,
        traceId: traceIdOf(transit.traceparent),
        method,
        path: url.split("?", 1)[0],
        status,
        ms: Math.round(ms * 10) / 10,
        endpoint,
        address: transit.origin.address,
        ...problemOf(line),
      },
      "Request",
    );
  });
  return line;
}

function levelOf({ route, error }: AccessLine, status: number): "debug" | "info" | "warn" | "error" {
  if (error !== undefined && !toAppError(error)) return "error";
  if (status >= 500) return "warn";
  return route?.cost === 0 ? "debug" : "info";
}

function problemOf({ error }: AccessLine): { code?: string; err?: unknown } {
  if (error === undefined) return {};
  const known = toAppError(error);
  if (!known) return { err: error };
  return known.cause === undefined ? { code: known.code } : { code: known.code, err: known.cause };
}
