/** What every answer carries, also a problem document (RFC 9457) that the gateway answers with itself. */
import { sendProblem } from "@shop/kit/http/server/problem";
import { dropUnread } from "@shop/kit/http/server/unread";
import type { Transit } from "./transit.ts";

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

/** The methods there are anywhere, as `Allow` names them. */
export const allMethods = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

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

export function prepareAnswer({ request, response, requestId }: Transit): void {
  for (const [name, value] of always) response.setHeader(name, value);
  response.setHeader("X-Request-Id", requestId);
  dropUnread(request, response);
}

/** Fields of the gateway's own, which stay when what the service's answer had set is taken away. */
const own = new Set([...always.map(([name]) => name.toLowerCase()), "ratelimit", "ratelimit-policy"]);
const isOwn = (name: string): boolean => own.has(name);

/** Answers with a problem document; does nothing when an answer has begun. */
export function refuse({ response, requestId }: Transit, error: unknown): void {
  sendProblem(response, error, requestId, isOwn);
}
