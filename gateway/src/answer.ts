/** What every answer carries, and the problem documents (RFC 9457) that the gateway answers itself. */
import type { IncomingMessage } from "node:http";
import { toAppError, toProblem } from "@shop/kit/http/problem";
import type { Exchange } from "./exchange.ts";

const exposed = [
  "ETag",
  "Link",
  "Location",
  "Retry-After",
  "RateLimit",
  "RateLimit-Policy",
  "Idempotency-Replayed",
  "X-Request-Id",
].join(", ");

/** Any origin, no credentials; for the rest what helmet would set for an API. */
const always = Object.entries({
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": exposed,
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Referrer-Policy": "no-referrer",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
});

/** A refused upload is given this long to stop by itself before its connection is cut. */
const lingerMs = 2_000;

export function prepareAnswer({ response, requestId }: Exchange): void {
  for (const [name, value] of always) response.setHeader(name, value);
  response.setHeader("X-Request-Id", requestId);
}

/** Answers nothing when an answer has begun. */
export function sendProblem(
  { request, response, requestId, awaitsContinue }: Exchange,
  error: unknown,
): void {
  if (response.headersSent || response.destroyed) return;
  const problem = toProblem(error, requestId);
  const body = JSON.stringify(problem);
  // Whether this client still sends its body cannot be known, so neither where its next request begins.
  if (awaitsContinue) response.shouldKeepAlive = false;
  response.writeHead(problem.status, {
    ...toAppError(error)?.headers,
    "Cache-Control": "no-store",
    "Content-Type": "application/problem+json",
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
  cutUploadAfter(lingerMs, request);
}

/** Node reads and drops what is left of a body; without an end to that, a slow upload would hold its socket. */
function cutUploadAfter(ms: number, request: IncomingMessage): void {
  if (request.complete) return;
  const timer = setTimeout(() => request.socket.destroy(), ms);
  request.once("close", () => clearTimeout(timer));
}
