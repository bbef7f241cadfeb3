/**
 * Makes a request safe to read and to forward. It runs before anything else, on the request's own headers,
 * because the proxy's hooks are skipped by a client that sends `Expect: 100-continue`.
 */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { AppError } from "@shop/kit/errors";
import { toCanonicalTarget } from "./canonical-target.ts";

const headerName = /^[A-Za-z0-9-]+$/;
const hostFormat = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** RFC 9110 §7.6.1, with what older clients and servers still send. */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** Headers that only the gateway may give a service, or that say who is believed. */
const ours = /^(?:x-(?:user|internal|forwarded)(?:-|$)|x-request-deadline$|x-real-ip$|forwarded$|surrogate-)/;

/** Headers that only a service may give the gateway. */
const internalAnswers = ["server", "x-powered-by", "surrogate-key", "surrogate-control"];

/** Methods whose body Node's client would send without a frame once `Transfer-Encoding` is gone: request smuggling. */
const bodiless = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"]);

export const maxHeaders = 100;

/** Answers the canonical path, which is also what is forwarded. Throws 400 when the request can be read in two ways. */
export function sanitise(request: IncomingMessage): string {
  checkHeaders(request);
  const { path, query } = toCanonicalTarget(request.url ?? "");
  request.url = path + query;
  cleanHeaders(request.headers);
  return path;
}

function checkHeaders({ method = "", httpVersion, headers, rawHeaders }: IncomingMessage): void {
  if (rawHeaders.length > 2 * maxHeaders)
    throw badRequest("request.too_many_headers", `A request may have ${maxHeaders} headers at most`);
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  if (!names.every((name) => headerName.test(name)))
    throw badRequest("request.bad_header", "A header name has characters other than letters, digits and -");
  const hosts = names.filter((name) => name.length === 4 && name.toLowerCase() === "host").length;
  if (!isOneHost(hosts, headers.host, httpVersion))
    throw badRequest("request.bad_host", "The request needs exactly one valid Host header");
  if (headers["transfer-encoding"] !== undefined && bodiless.has(method))
    throw badRequest("request.unexpected_body", `A ${method} request takes no body`);
}

/** HTTP/1.0 may leave it out, as the health checks of some balancers do. */
const isOneHost = (count: number, host: string | undefined, httpVersion: string): boolean =>
  host === undefined ? count === 0 && httpVersion === "1.0" : count === 1 && hostFormat.test(host);

/** Removes what must not travel on: first what `Connection` lists, so that it cannot remove what is added later. */
function cleanHeaders(headers: IncomingHttpHeaders): void {
  deleteHopByHop(headers);
  delete headers.expect;
  for (const name in headers) if (ours.test(name)) delete headers[name];
}

/** The same for a service's answer, which also must not tell how it is made. */
export function cleanAnswer(headers: IncomingHttpHeaders): void {
  deleteHopByHop(headers);
  for (const name of internalAnswers) delete headers[name];
}

function deleteHopByHop(headers: IncomingHttpHeaders): void {
  if (headers.connection !== undefined)
    for (const token of headers.connection.split(",")) delete headers[token.trim().toLowerCase()];
  for (const name of hopByHop) delete headers[name];
}

const badRequest = (code: string, message: string) => new AppError("invalid", code, message);
