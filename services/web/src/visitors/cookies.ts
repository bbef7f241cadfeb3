/** The cookies of the shop: whose session it is, and what every page's header may tell of it. */
import { sessionDays } from "@shop/contracts/user/browser-sessions";
import { toSetCookie, type Visit } from "@shop/kit/http/server/cookies";

/** By https no other host, and no page of a path, can have set it (RFC 6265bis §4.1.3.2). */
const nameOf = (name: "session" | "guest" | "claimed", isSecure: boolean): string =>
  isSecure ? `__Host-${name}` : name;

const dayS = 24 * 3_600;

/** As long as a session can last: the server decides when it ends. */
const sessionS = sessionDays.most * dayS;

export const secretOf = ({ cookies, isSecure }: Visit): string | undefined =>
  cookies[nameOf("session", isSecure)] || undefined;

export const sessionCookie = (secret: string | undefined, isSecure: boolean): string =>
  toSetCookie({ name: nameOf("session", isSecure), value: secret, isSecure, maxAgeS: sessionS });

/** The secret of the guest that somebody was before they signed in, whose bag could not be taken over yet. */
export const guestSecretOf = ({ cookies, isSecure }: Visit): string | undefined =>
  cookies[nameOf("guest", isSecure)] || undefined;

/** As long as a guest's session lasts that nobody uses. */
const guestS = sessionDays.idle * dayS;

export const guestCookie = (secret: string | undefined, isSecure: boolean): string =>
  toSetCookie({ name: nameOf("guest", isSecure), value: secret, isSecure, maxAgeS: guestS });

export type TakenOver = { readonly added: number; readonly left: number };

/** What of a guest's bag was taken over, for the next page to tell; `<added>.<left>`. */
export const takenOverOf = ({ cookies, isSecure }: Visit): TakenOver | undefined => {
  const [, added, left] = /^(\d{1,5})\.(\d{1,5})$/.exec(cookies[nameOf("claimed", isSecure)] ?? "") ?? [];
  return added === undefined ? undefined : { added: Number(added), left: Number(left) };
};

/** Whoever does not see another page soon has forgotten. */
const tellS = 120;

export const takenOverCookie = (told: TakenOver | undefined, isSecure: boolean): string =>
  toSetCookie({
    name: nameOf("claimed", isSecure),
    value: told && `${told.added}.${told.left}`,
    isSecure,
    maxAgeS: tellS,
  });

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
