/** The cookies of the shop: whose session it is, and what every page's header may tell of it. */
import { toSetCookie, type Visit } from "@shop/kit/http/server/cookies";

/** By https no other host, and no page of a path, can have set it (RFC 6265bis §4.1.3.2). */
const sessionName = (isSecure: boolean): string => (isSecure ? "__Host-session" : "session");

/** As long as a session lasts that is used: the server decides when it ends. */
const sessionS = 90 * 24 * 3_600;

export const secretOf = ({ cookies, isSecure }: Visit): string | undefined =>
  cookies[sessionName(isSecure)] || undefined;

export const sessionCookie = (secret: string | undefined, isSecure: boolean): string =>
  toSetCookie({ name: sessionName(isSecure), value: secret, isSecure, maxAgeS: sessionS });

/**
 * What a script puts into the header of pages that are kept for everybody: how many things are in the bag, and whether
 * somebody is signed in. It gives nobody any right.
 */
export const badgeCookie = (
  badge: { readonly count: number; readonly isSignedIn: boolean } | undefined,
  isSecure: boolean,
): string =>
  toSetCookie({
    name: "badge",
    value: badge && `${badge.count}.${badge.isSignedIn ? "in" : "out"}`,
    isSecure,
    isReadable: true,
    maxAgeS: sessionS,
  });
