/**
 * Makes a request safe to read and to forward. It runs before anything else, on the request's own headers,
 * because the proxy's hooks are skipped by a client that sends `Expect: 100-continue`.
 */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { AppError } from "@shop/kit/errors";
import { hasBody } from "@shop/kit/http/server/body";
import { authorityOf, toCanonicalTarget, wholeServer, withoutTracking } from "./target.ts";

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
const singletons = new Set([
  "authorization",
  "content-length",
  "content-type",
  "host",
  "idempotency-key",
  "transfer-encoding",
]);

export const maxHeaders = 100;

/**
 * Returns the canonical path, and rewrites the request to it. Throws 400 when the request can be read in two ways, 501
 * for a transfer coding other than chunked, 505 for a version other than HTTP/1.
 */
export function sanitise(request: IncomingMessage): string {
  checkHeaders(request);
  checkFrame(request);
  const { method, url = "" } = request;
  if (method === "OPTIONS" && url === wholeServer) return wholeServer;
  const { path, query } = toCanonicalTarget(url);
  const isRead = method === "GET" || method === "HEAD";
  request.url = path + (isRead ? withoutTracking(query) : query);
  cleanHeaders(request.headers);
  return path;
}

function checkHeaders(request: IncomingMessage): void {
  const { httpVersion, httpVersionMajor, headers, rawHeaders, url = "" } = request;
  if (httpVersionMajor !== 1)
    throw new AppError("unknown_version", "request.unknown_version", "HTTP/1.1 and HTTP/1.0 are spoken here");
  if (rawHeaders.length > 2 * maxHeaders)
    throw badRequest("request.too_many_headers", `A request may have ${maxHeaders} headers at most`);
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  if (!names.every((name) => headerName.test(name)))
    throw badRequest("request.bad_header", "A header name has characters other than letters, digits and -");
  if (!isOneHost(names, headers.host, httpVersion) || !isHost(authorityOf(url) ?? "x"))
    throw badRequest("request.bad_host", "The request needs exactly one valid Host header");
  const twice = findTwice(names);
  if (twice !== undefined) throw badRequest("request.bad_header", `The header ${twice} may stand only once`);
  const listed = optionsIn(headers.connection).find((option) => endToEnd.test(option));
  if (listed !== undefined)
    throw badRequest(
      "request.bad_header",
      `The header ${listed} is for everybody: Connection cannot list it`,
    );
}

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

function findTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => {
    const key = name.toLowerCase();
    if (!singletons.has(key)) return false;
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}

const isHost = (host: string): boolean => hostFormat.test(host);

/** HTTP/1.0 may leave `Host` out, as the health checks of some balancers do. */
function isOneHost(names: readonly string[], host: string | undefined, httpVersion: string): boolean {
  const count = names.filter((name) => name.length === 4 && name.toLowerCase() === "host").length;
  return host === undefined ? count === 0 && httpVersion === "1.0" : count === 1 && isHost(host);
}

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
