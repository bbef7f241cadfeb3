/** `OPTIONS`: a browser's question whether it may send a request, and anybody's which methods a path has. */
import type { IncomingHttpHeaders } from "node:http";
import { allMethods, sendAnswer } from "../entry/answer.ts";
import type { Transit } from "../entry/transit.ts";

/** `*` does not cover `Authorization` (Fetch §4.8), so what our contracts read is named. */
const allowedHeaders = [
  "Authorization",
  "Content-Type",
  "Idempotency-Key",
  "If-Match",
  "If-None-Match",
  "Last-Event-ID",
  "Prefer",
  "X-Request-Id",
  "traceparent",
  "tracestate",
].join(", ");

export const isPreflight = (headers: IncomingHttpHeaders): boolean =>
  headers.origin !== undefined && headers["access-control-request-method"] !== undefined;

/**
 * Answers 204 with the methods of a path. For a path that does not exist these are all methods: a browser is then let
 * through to its 404, which it would otherwise report as a CORS failure.
 */
export function answerOptions(transit: Transit, allow = allMethods): void {
  const fields = ["allow", allow];
  // No other site has a part in what pages answer.
  if (!transit.isPage && isPreflight(transit.request.headers)) {
    fields.push("access-control-allow-methods", allow);
    fields.push("access-control-allow-headers", allowedHeaders);
    fields.push("access-control-max-age", "86400");
  }
  sendAnswer(transit, 204, fields);
}
