/**
 * Makes a request safe to read and to forward. It runs before anything else, on the request's own headers,
 * because the proxy's hooks are skipped by a client that sends `Expect: 100-continue`.
 */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { AppError } from "@shop/kit/errors";
import { hasBody } from "@shop/kit/http/server/body";
import { authorityOf } from "./target.ts";

const headerName = /^[A-Za-z0-9-]+$/;
const hostFormat = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** RFC 9110 §7.6.1, with what older clients and servers still send. */
export const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
];

/** Headers that only the gateway may give a service, or that say who is believed. */
const ours = /^(?:x-(?:user|internal|forwarded)(?:-|$)|x-request-deadline$|x-real-ip$|forwarded$|surrogate-)/;

/** Headers that only a service may give the gateway. */
export const internalAnswers = ["server", "x-powered-by", "surrogate-key", "surrogate-control"];

/**
 * Fields that mean the same to everybody on the way, so that no `Connection` may name them (RFC 9110 §7.6.1). One
 * that takes a length away would turn a body into the service's next request.
 */
const endToEnd =
  /^(?:host|authorization|cookie|origin|prefer|range|idempotency-key|transfer-encoding|cache-control|(?:content|if|accept|x-forwarded)-.+)$/;

/** Fields that stand once: of two, one reader may take the first and another the last. */
const singletons = [
  "authorization",
  "content-length",
  "content-type",
  "host",
  "idempotency-key",
  "transfer-encoding",
];

export const maxHeaders = 100;

/** What is known of a header by its name alone. */
type Named = {
  readonly isGood: boolean;
  /** A bit of its own for a field that stands once, else 0. */
  readonly single: number;
  /** Not to be passed on. */
  readonly isRemoved: boolean;
};
const hostBit = 1 << singletons.indexOf("host");
/** Names are few, and asked for in each request; beyond this somebody makes them up. */
const maxNames = 2_000;
const names = new Map<string, Named>();

function named(name: string): Named {
  const known = names.get(name);
  if (known) return known;
  const lower = name.toLowerCase();
  const found = {
    isGood: headerName.test(name),
    single: singletons.includes(lower) ? 1 << singletons.indexOf(lower) : 0,
    isRemoved: lower === "expect" || hopByHop.includes(lower) || ours.test(lower),
  };
  if (names.size < maxNames) names.set(name, found);
  return found;
}

/**
 * Removes from the request's headers what must not travel on. Throws 400 when the request can be read in two ways, 501
 * for a transfer coding other than chunked, 505 for a version other than HTTP/1.
 */
export function sanitise(request: IncomingMessage): void {
  const { httpVersionMajor, rawHeaders } = request;
  if (httpVersionMajor !== 1)
    throw new AppError("unknown_version", "request.unknown_version", "HTTP/1.1 and HTTP/1.0 are spoken here");
  if (rawHeaders.length > 2 * maxHeaders)
    throw badRequest("request.too_many_headers", `A request may have ${maxHeaders} headers at most`);
  const hasRemoved = checkNames(request);
  checkFrame(request);
  if (hasRemoved) cleanHeaders(request.headers);
}

/** True when there are headers to be removed. */
function checkNames(request: IncomingMessage): boolean {
  const { headers, url = "" } = request;
  const { seen, twice, hasRemoved } = readNames(request);
  if (twice?.toLowerCase() === "host" || !hasHost(request, seen) || !isHost(authorityOf(url) ?? "x"))
    throw badRequest("request.bad_host", "The request needs exactly one valid Host header");
  if (twice !== undefined) throw badRequest("request.bad_header", `The header ${twice} may stand only once`);
  const listed = optionsIn(headers.connection).find((option) => endToEnd.test(option));
  if (listed !== undefined)
    throw badRequest(
      "request.bad_header",
      `The header ${listed} is for everybody: Connection cannot list it`,
    );
  return hasRemoved;
}

type Names = {
  /** The bits of the fields that stand once. */
  readonly seen: number;
  /** A field that stands twice and may not, `Host` before any other. */
  readonly twice: string | undefined;
  readonly hasRemoved: boolean;
};

function readNames({ rawHeaders }: IncomingMessage): Names {
  let seen = 0;
  let twice: string | undefined;
  let hasRemoved = false;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const { isGood, single, isRemoved } = named(name);
    if (!isGood)
      throw badRequest("request.bad_header", "A header name has characters other than letters, digits and -");
    if ((seen & single) !== 0 && (twice === undefined || single === hostBit)) twice = name;
    seen |= single;
    hasRemoved ||= isRemoved;
  }
  return { seen, twice, hasRemoved };
}

/** HTTP/1.0 may leave `Host` out, as the health checks of some balancers do. */
const hasHost = ({ headers: { host }, httpVersion }: IncomingMessage, seen: number): boolean =>
  (seen & hostBit) === 0 ? httpVersion === "1.0" : host !== undefined && isHost(host);

/** Where the body ends must be beyond doubt (RFC 9112 §6). */
function checkFrame(request: IncomingMessage): void {
  const { httpVersion, headers } = request;
  const coding = headers["transfer-encoding"]?.trim().toLowerCase();
  if (coding !== undefined && httpVersion === "1.0")
    throw badRequest("request.bad_frame", "HTTP/1.0 has no transfer codings");
  if (coding !== undefined && coding !== "chunked")
    throw new AppError(
      "unknown_coding",
      "request.unknown_coding",
      "The only transfer coding here is chunked",
    );
}

/** Throws 400 for a GET or HEAD with a body (RFC 9110 §9.3.1): a service might read it as the next request. */
export function refuseBodyOfQuestion(request: IncomingMessage): void {
  const { method } = request;
  if ((method === "GET" || method === "HEAD") && hasBody(request))
    throw badRequest("request.unexpected_body", `A ${method} request takes no body`);
}

const isHost = (host: string): boolean => hostFormat.test(host);

export const optionsIn = (connection: string | undefined): string[] =>
  connection === undefined ? [] : connection.split(",").map((option) => option.trim().toLowerCase());

/** Removes what must not travel on: first what `Connection` lists, so that it cannot remove what is added later. */
function cleanHeaders(headers: IncomingHttpHeaders): void {
  deleteHopByHop(headers);
  delete headers.expect;
  for (const name in headers) if (ours.test(name)) delete headers[name];
}

/** Leaves the headers that frame a request's body: the proxy replaces them by its own. */
function deleteHopByHop(headers: IncomingHttpHeaders): void {
  for (const option of optionsIn(headers.connection)) delete headers[option];
  for (const name of hopByHop) delete headers[name];
}

const badRequest = (code: string, message: string) => new AppError("invalid", code, message);
