/** Cookies (RFC 6265): what a browser sends back of what a page has set. */
import { parseCookie, stringifySetCookie } from "cookie";
import type { Request } from "express";

/** Of a page that takes cookies: who asks, and how. */
export type Visit = {
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** Whether the browser's connection is encrypted; only then may a cookie be `Secure`. */
  readonly isSecure: boolean;
};

export const visitOf = (request: Request): Visit => ({
  cookies: parseCookie(request.headers.cookie ?? ""),
  isSecure: request.protocol === "https",
});

export type NewCookie = {
  readonly name: string;
  /** Undefined: the browser forgets it. */
  readonly value: string | undefined;
  readonly isSecure: boolean;
  /** Scripts of the page may read it. */
  readonly isReadable?: boolean;
  /** Seconds; until the browser is closed when absent. */
  readonly maxAgeS?: number;
};

/** As a `Set-Cookie` says it: for the whole shop, and for requests that begin in it or by a link to it. */
export const toSetCookie = ({ name, value, isSecure, isReadable = false, maxAgeS }: NewCookie): string =>
  stringifySetCookie({
    name,
    value: value ?? "",
    path: "/",
    sameSite: "lax",
    httpOnly: !isReadable,
    secure: isSecure,
    ...(value === undefined ? { maxAge: 0 } : maxAgeS !== undefined && { maxAge: maxAgeS }),
  });
