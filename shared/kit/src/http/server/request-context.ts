/** Gives every request its id, its trace and its time, and writes one line about it when it is over. */
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import type { Logger } from "pino";
import { continueTrace, runInContext, type Context } from "../../process/context.ts";
import { withoutRedaction } from "../../process/logger.ts";
import { observeRequest } from "../../process/metrics.ts";
import { isHealthPath } from "./health.ts";
import { dropUnread } from "./unread.ts";

const saneRequestId = /^[A-Za-z0-9._-]{8,128}$/;

/** The client's own when it looks sane, else a new one. */
export function requestIdOf({ "x-request-id": asked }: IncomingHttpHeaders): string {
  return typeof asked === "string" && saneRequestId.test(asked) ? asked : randomUUID();
}

export function createContext({ headers }: IncomingMessage): Context {
  const receivedAt = performance.now();
  const allowedMs = readDeadline(headers["x-request-deadline"]);
  return {
    requestId: requestIdOf(headers),
    traceparent: continueTrace(headers["traceparent"] as string | undefined),
    msLeft: () => receivedAt + allowedMs - performance.now(),
  };
}

/** `X-Request-Deadline`: the milliseconds its sender still waits. */
const readDeadline = (header: string | string[] | undefined): number =>
  typeof header === "string" && /^-?\d{1,9}$/.test(header) ? Number(header) : Infinity;

export const requestContext =
  (log: Logger, lines = withoutRedaction(log)): RequestHandler =>
  (request, response, next) => {
    const context = createContext(request);
    const startedAt = performance.now();
    response.setHeader("X-Request-Id", context.requestId);
    dropUnread(request, response);
    response.once("close", () => {
      const ms = performance.now() - startedAt;
      const { endpoint, caller, code } = response.locals as Partial<Record<string, string>>;
      const status = response.writableFinished ? response.statusCode : 499;
      const path = request.originalUrl.split("?", 1)[0];
      const level = isHealthPath(path) && status < 300 ? "debug" : "info";
      observeRequest(endpoint ?? "none", request.method, status, ms / 1_000);
      runInContext(context, () =>
        lines[level](
          { method: request.method, path, status, ms: Math.round(ms * 10) / 10, endpoint, caller, code },
          "Request",
        ),
      );
    });
    runInContext(context, next);
  };
