/** What every answer carries, and the problem documents (RFC 9457) that the gateway answers itself. */
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

/** An upload that has its answer is given this long to stop by itself before its connection is cut. */
const lingerMs = 2_000;

export function prepareAnswer(exchange: Exchange): void {
  const { response, requestId } = exchange;
  for (const [name, value] of always) response.setHeader(name, value);
  response.setHeader("X-Request-Id", requestId);
  response.once("close", () => cutUpload(exchange));
}

/** Answers nothing when an answer has begun. */
export function sendProblem({ response, requestId }: Exchange, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const problem = toProblem(error, requestId);
  const body = JSON.stringify(problem);
  response.writeHead(problem.status, {
    ...toAppError(error)?.headers,
    "Cache-Control": "no-store",
    "Content-Type": "application/problem+json",
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}

/** Node reads and drops what is left of a body; without an end to that, a slow upload would hold its socket. */
function cutUpload({ request }: Exchange): void {
  if (request.complete || request.socket.destroyed) return;
  const timer = setTimeout(() => request.socket.destroy(), lingerMs);
  request.once("close", () => clearTimeout(timer));
}
