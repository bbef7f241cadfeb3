/** What every answer carries, also a problem document (RFC 9457) that the gateway answers with itself. */
import { hasBody } from "@shop/kit/http/server/body";
import { pageHeaders } from "@shop/kit/http/server/page";
import { toProblemAnswer } from "@shop/kit/http/server/problem";
import { dropUnread, endAnswer } from "@shop/kit/http/server/unread";
import { watchRest } from "@shop/kit/http/server/unread-answer";
import { isRead } from "./people.ts";
import { toRefusalPage } from "./refusal-page.ts";
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

const transport = { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" };

/** Any origin, no credentials; for the rest what helmet would set for an API. */
export const always = Object.entries({
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": exposed,
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Referrer-Policy": "no-referrer",
  ...transport,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
});

/** The same as a flat list of names and values, which is how Node writes a head fastest. */
const everywhere: readonly string[] = always.flat();

/** A page says the rest of it by itself; no other site may read it. */
const onPages: readonly string[] = Object.entries(transport).flat();
const pageAlways = Object.entries({ ...transport, ...pageHeaders });
const policy = "content-security-policy";

/** Fields of the gateway's own, in lower case. */
const own = new Set([
  ...always.map(([name]) => name.toLowerCase()),
  "ratelimit",
  "ratelimit-policy",
  "x-request-id",
]);

/** To be called once for every request, before anything is answered. */
export function prepareAnswer({ request, response }: Transit): void {
  if (hasBody(request)) dropUnread(request, response);
}

/**
 * Begins an answer: what every answer carries, what the steps before have put into `transit.fields`, and `fields`,
 * a flat list of names in lower case and values. A field of the same name as one of ours takes its place.
 */
export function beginAnswer(transit: Transit, status: number, fields: readonly string[]): void {
  const { response, requestId } = transit;
  if (transit.isPage) return beginPage(transit, status, fields);
  for (let index = 0; index < fields.length; index += 2)
    if (own.has(fields[index]!)) return beginOver(transit, status, fields);
  const head = everywhere.concat("X-Request-Id", requestId, transit.fields, fields);
  response.writeHead(status, head);
}

function beginPage(
  { response, requestId, fields: told }: Transit,
  status: number,
  fields: readonly string[],
) {
  const dress = fields.includes(policy) ? onPages : pageAlways.flat();
  response.writeHead(status, dress.concat("X-Request-Id", requestId, told, fields));
}

/** Answers whole, in one write. */
export function sendAnswer(
  transit: Transit,
  status: number,
  fields: readonly string[],
  body?: Uint8Array,
): void {
  beginAnswer(transit, status, fields);
  transit.response.end(body);
  watchRest(transit.response);
}

/** For whoever sets fields one by one: what every answer carries, to be set before. */
export function dressAnswer({ response, requestId, fields, isPage }: Transit): void {
  for (const [name, value] of isPage ? pageAlways : always) response.setHeader(name, value);
  response.setHeader("X-Request-Id", requestId);
  for (let index = 0; index < fields.length; index += 2)
    response.setHeader(fields[index]!, fields[index + 1]!);
}

/** The slow way: what Node has been told before gives way to what the list says of it. */
function beginOver(transit: Transit, status: number, fields: readonly string[]): void {
  dressAnswer(transit);
  transit.response.writeHead(status, [...fields]);
}

/** Answers with a problem document, or people with a page; does nothing when an answer has begun. */
export function refuse({ request, response, requestId, fields, isPage }: Transit, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  // What had been set for the answer that failed goes; whether the connection stays is not the answer's.
  for (const name of response.getHeaderNames()) if (name !== "connection") response.removeHeader(name);
  const asPage = isRead(request.headers);
  const { problem, headers, body } = (asPage ? toRefusalPage : toProblemAnswer)(error, requestId);
  const said = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  const dress = asPage || isPage ? pageAlways.flat() : everywhere;
  // Whoever stops in the middle of a body does not come to its end (RFC 9110 §15.5.9).
  if (problem.status === 408) response.shouldKeepAlive = false;
  response.writeHead(problem.status, [...dress, ...fields, ...said]);
  endAnswer(response, body);
  watchRest(response);
}
