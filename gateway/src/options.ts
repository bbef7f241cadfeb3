/** `OPTIONS`: a browser's question whether it may send a request, and anybody's which methods a path has. */
import type { IncomingHttpHeaders } from "node:http";
import type { Exchange } from "./exchange.ts";

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

/** A browser may ask about a path that does not exist: it is to see the 404 itself, not a CORS failure. */
const anyMethod = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

export const isPreflight = (headers: IncomingHttpHeaders): boolean =>
  headers.origin !== undefined && headers["access-control-request-method"] !== undefined;

export function answerOptions({ request, response }: Exchange, allow = anyMethod): void {
  response.setHeader("Allow", allow);
  if (isPreflight(request.headers)) {
    response.setHeader("Access-Control-Allow-Methods", allow);
    response.setHeader("Access-Control-Allow-Headers", allowedHeaders);
    response.setHeader("Access-Control-Max-Age", "86400");
  }
  response.writeHead(204).end();
}
