/**
 * One spelling for every path: what is matched is what is forwarded, so no encoding reaches a service
 * under another name than the one the gateway judged (RFC 3986 §6.2.2).
 */
import { AppError } from "@shop/kit/errors";

/** The path of `OPTIONS *`, a question about the server as a whole (RFC 9112 §3.2.4). */
export const wholeServer = "*";

export type Target = { readonly path: string; /** With its `?`, or empty. */ readonly query: string };

const pathCharacters = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*$/;
/** More than RFC 3986 allows, because browsers leave these as they are in a query. */
const queryCharacters = /^[\x21\x22\x24-\x7e]*$/;
const dotSegment = /\/\.{1,2}(?:\/|$)/;
const unreserved = /^[A-Za-z0-9\-._~]$/;
/** A separator or control character in disguise. */
const disguised = /%(?:2f|5c|7f|[01][0-9a-f])/i;

/** The address that a target in absolute-form names (RFC 9112 §3.2.2); it counts instead of `Host`. */
const absoluteForm = /^https?:\/\/([^/?#]*)/i;

export const authorityOf = (url: string): string | undefined => absoluteForm.exec(url)?.[1];

/** Throws 400 unless the target is in origin-form or absolute-form (RFC 9112 §3.2) and unambiguous. */
export function toCanonicalTarget(url: string): Target {
  const target = url.startsWith("/") ? url : toOriginForm(url);
  const mark = target.indexOf("?");
  const rawPath = mark === -1 ? target : target.slice(0, mark);
  const query = mark === -1 ? "" : target.slice(mark);
  if (!pathCharacters.test(rawPath) || !queryCharacters.test(query)) throw badTarget();
  const path = rawPath.includes("%") ? decodeUnreserved(rawPath) : rawPath;
  if (path.includes("//") || dotSegment.test(path)) throw badTarget();
  return { path, query };
}

function toOriginForm(url: string): string {
  const rest = url.replace(absoluteForm, "");
  return rest === url || rest.startsWith("/") ? rest : `/${rest}`;
}

/** What newsletters and advertisers add to the addresses they lead to. */
const tracking = /^(?:utm_[^=]*|mc_[^=]*|gclid|fbclid|msclkid|ref)(?:=|$)/;

/** The query without what says only where a visitor came from. */
export function withoutTracking(query: string): string {
  if (query === "") return query;
  const kept = query
    .slice(1)
    .split("&")
    .filter((parameter) => !tracking.test(parameter));
  return kept.length > 0 ? `?${kept.join("&")}` : "";
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
