/**
 * One spelling for every path: what is matched is what is forwarded, so no encoding reaches a service
 * under another name than the one the gateway judged (RFC 3986 §6.2.2).
 */
import { AppError } from "@shop/kit/errors";

export type Target = { readonly path: string; /** With its `?`, or empty. */ readonly query: string };

const pathCharacters = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*$/;
/** More than RFC 3986 allows, because browsers leave these as they are in a query. */
const queryCharacters = /^[\x21\x22\x24-\x7e]*$/;
const dotSegment = /\/\.{1,2}(?:\/|$)/;
const unreserved = /^[A-Za-z0-9\-._~]$/;
/** A separator or control character in disguise. */
const disguised = /%(?:2f|5c|7f|[01][0-9a-f])/i;

/** Throws 400 unless the target is in origin-form (RFC 9112 §3.2.1) and unambiguous. */
export function toCanonicalTarget(url: string): Target {
  const mark = url.indexOf("?");
  const rawPath = mark === -1 ? url : url.slice(0, mark);
  const query = mark === -1 ? "" : url.slice(mark);
  if (!pathCharacters.test(rawPath) || !queryCharacters.test(query)) throw badTarget();
  const path = rawPath.includes("%") ? decodeUnreserved(rawPath) : rawPath;
  if (path.includes("//") || dotSegment.test(path)) throw badTarget();
  return { path, query };
}

function decodeUnreserved(path: string): string {
  if (disguised.test(path) || !isDecodable(path)) throw badTarget();
  return path.replaceAll(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return unreserved.test(character) ? character : escape.toUpperCase();
  });
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const badTarget = () =>
  new AppError("invalid", "request.bad_target", "The request target is not a plain path with a query");
