/** One line and one measurement per request, written when it is over. */
import type { Logger } from "@shop/kit/logger";
import { traceIdOf } from "@shop/kit/context";
import { toAppError } from "@shop/kit/http/problem";
import { observeRequest } from "@shop/kit/metrics";
import type { Exchange } from "./exchange.ts";
import type { Route } from "./route-table.ts";

/** Filled in as things become known on the way. */
export type Entry = { route?: Route; error?: unknown };

/** The client left before its answer; nginx's number for it. */
const clientLeft = 499;

export function record(exchange: Exchange, log: Logger): Entry {
  const entry: Entry = {};
  const { request, response, startedAt } = exchange;
  const { method = "", url = "" } = request;
  response.once("close", () => {
    const ms = performance.now() - startedAt;
    const status = response.writableFinished ? response.statusCode : clientLeft;
    const endpoint = entry.route?.name ?? "none";
    observeRequest({ endpoint, method, status }, ms / 1000);
    log[levelOf(entry, status)](
      {
        requestId: exchange.requestId,
        traceId: traceIdOf(exchange.traceparent),
        method,
        path: url.split("?", 1)[0],
        status,
        ms: Math.round(ms * 10) / 10,
        endpoint,
        address: exchange.origin.address,
        ...problemOf(entry),
      },
      "Request",
    );
  });
  return entry;
}

function levelOf({ route, error }: Entry, status: number): "debug" | "info" | "warn" | "error" {
  if (error !== undefined && !toAppError(error)) return "error";
  if (status >= 500) return "warn";
  return route?.cost === 0 ? "debug" : "info";
}

function problemOf({ error }: Entry): { code?: string; err?: unknown } {
  if (error === undefined) return {};
  const known = toAppError(error);
  if (!known) return { err: error };
  return known.cause === undefined ? { code: known.code } : { code: known.code, err: known.cause };
}
