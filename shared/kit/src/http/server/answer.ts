/** A handler's reply as status, headers and bytes; all headers of an answer are made here. */
import type { ServerResponse } from "node:http";
import { isPage, type Endpoint } from "@shop/contracts/language/endpoint";
import type { Request } from "express";
import { AppError } from "../../errors.ts";
import type { KeyedRequest } from "../../keyed-request.ts";
import { entityTagOf, isMatch, isNoneMatch } from "./etag.ts";
import type { Reply } from "./handlers.ts";
import { pageHeaders } from "./page.ts";
import type { Serialize } from "./serializer.ts";

export type Answer = {
  readonly status: number;
  /** Those that belong to what is answered; they are kept and repeated with it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[] | undefined;
  readonly body: string | Uint8Array | undefined;
  readonly isReplayed: boolean;
};

/** A request of an endpoint whose contract says `idempotent`, as it came. */
export type Repeatable = {
  /** Its `Idempotency-Key`. */
  readonly header: string | undefined;
  readonly caller: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly msLeft: () => number;
};

/** Runs it once, and gives every repetition the answer that was first sent; throws 400, 409 and 422 `idempotency.*`. */
export type AnswerOnce = (
  request: Repeatable,
  run: (keyed: KeyedRequest) => Promise<Answer>,
) => Promise<Answer>;

export function toAnswer(
  endpoint: Endpoint,
  serialize: Serialize | undefined,
  given: Reply<unknown>,
  request: Request,
): Answer {
  const status = given.status ?? statusOf(endpoint, given);
  const body = toBody(given.body, serialize);
  const headers: Readonly<Record<string, string | undefined>> = {
    ...(isPage(endpoint) && pageHeaders),
    ...given.headers,
    "Content-Type": body === undefined ? undefined : contentTypeOf(endpoint, given),
    ETag: toEntityTag(endpoint, given, body),
    Location: given.location,
    Link: given.next ? `<${nextUrl(request.originalUrl, given.next)}>; rel="next"` : undefined,
    "Surrogate-Key": given.tags?.length ? given.tags.join(" ") : undefined,
  };
  return {
    status,
    headers: present(headers),
    ...(given.cookies?.length && { cookies: given.cookies }),
    body,
    isReplayed: given.replayed === true,
  };
}

/** A form that leads nowhere is a page like any other. */
const statusOf = ({ status }: Endpoint, { location }: Reply<unknown>): number =>
  status === 303 && location === undefined ? 200 : status;

/** A page that may be kept is known by its bytes alone. */
function toEntityTag(endpoint: Endpoint, { etag, shown, status }: Reply<unknown>, body: Answer["body"]) {
  if (etag !== undefined) return entityTagOf(etag, shown ?? body ?? "");
  const isKept = isPage(endpoint) && endpoint.cache !== undefined && status === undefined;
  return isKept ? entityTagOf(0, body ?? "") : undefined;
}

/** HTML says its encoding: without, a browser guesses. */
export const contentTypeOf = (
  { replyType = "application/json" }: Endpoint,
  { contentType = replyType }: Reply<unknown>,
): string => (contentType === "text/html" ? "text/html; charset=utf-8" : contentType);

const present = (headers: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined),
  );

function toBody(body: unknown, serialize: Serialize | undefined): Answer["body"] {
  // Ends with a line end, as text does: answers that are shown one after the other in a terminal keep apart.
  if (serialize) return `${serialize(body)}\n`;
  if (body === undefined || typeof body === "string" || body instanceof Uint8Array) return body;
  throw new TypeError("An endpoint without JSON answers text, bytes or nothing");
}

function nextUrl(url: string, cursor: string): string {
  const mark = url.indexOf("?");
  const [path, search] = mark === -1 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
  const query = new URLSearchParams(search);
  query.set("cursor", cursor);
  return `${path}?${query.toString()}`;
}

/** What somebody signed in was shown is nobody else's. */
export const cacheControlOf = ({ cacheControl = "no-store" }: Endpoint, { headers }: Request): string =>
  headers.authorization === undefined ? cacheControl : "no-store";

/**
 * Sends the answer, or 304 when the client has it already. Does nothing when something was answered before. Throws 412
 * `request.precondition_failed` when a reader wants what is not there any more (RFC 9110 §13.1.1).
 */
export function sendAnswer(
  endpoint: Endpoint,
  answer: Answer,
  request: Request,
  response: ServerResponse,
  extra: Readonly<Record<string, string>>,
): void {
  if (response.headersSent || response.destroyed) return;
  if (isRead(request)) requireMatch(answer, request);
  const headers: Record<string, string | string[]> = {
    ...answer.headers,
    ...extra,
    ...(answer.isReplayed && { "Idempotency-Replayed": "true" }),
    ...(answer.cookies && { "Set-Cookie": [...answer.cookies] }),
    "Cache-Control": answer.headers["Cache-Control"] ?? cacheControlOf(endpoint, request),
  };
  if (isKnown(answer, request)) {
    const { "Content-Type": _type, ...kept } = headers;
    response.writeHead(304, kept).end();
  } else if (answer.body === undefined) {
    const length = answer.status === 204 ? {} : { "Content-Length": 0 };
    response.writeHead(answer.status, { ...headers, ...length }).end();
  } else {
    const length = { "Content-Length": Buffer.byteLength(answer.body) };
    response.writeHead(answer.status, { ...headers, ...length }).end(answer.body);
  }
}

const isRead = ({ method }: Request): boolean => method === "GET" || method === "HEAD";

function requireMatch({ headers }: Answer, request: Request): void {
  const etag = headers["ETag"];
  if (etag === undefined || isMatch(request.headers["if-match"], etag)) return;
  throw new AppError("precondition_failed", "request.precondition_failed", "It is another one by now");
}

function isKnown({ headers }: Answer, request: Request): boolean {
  const etag = headers["ETag"];
  return isRead(request) && etag !== undefined && !isNoneMatch(request.headers["if-none-match"], etag);
}
