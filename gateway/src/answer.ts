/** What every answer carries, and the problem documents (RFC 9457) that the gateway answers itself. */
import { problemHeaders, toProblem } from "@shop/kit/http/problem";
import { dropUnread, endAnswer } from "@shop/kit/http/unread";
import type { Exchange } from "./exchange.ts";

const exposed = [
  "ETag",
  "Allow",
  "Link",
  "Location",
  "Preference-Applied",
  "Retry-After",
  "RateLimit",
  "RateLimit-Policy",
  "Idempotency-Replayed",
  "WWW-Authenticate",
  "X-Request-Id",
].join(", ");

/** Any origin, no credentials; for the rest what helmet would set for an API. */
export const always = Object.entries({
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

export function prepareAnswer({ request, response, requestId }: Exchange): void {
  for (const [name, value] of always) response.setHeader(name, value);
  response.setHeader("X-Request-Id", requestId);
  dropUnread(request, response);
}

/** Answers nothing when an answer has begun. */
export function sendProblem({ response, requestId }: Exchange, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const problem = toProblem(error, requestId);
  const body = `${JSON.stringify(problem)}\n`;
  response.writeHead(problem.status, {
    ...problemHeaders(error),
    "Cache-Control": "no-store",
    "Content-Type": "application/problem+json",
    "Content-Length": Buffer.byteLength(body),
  });
  endAnswer(response, body);
}
