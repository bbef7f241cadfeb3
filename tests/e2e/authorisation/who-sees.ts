/** Who is shown what of the pages: as with the endpoints, by a table that shares no line with what decides it. */

export const visitors = [
  "nobody",
  "guest",
  "customer",
  "other customer",
  "staff",
  "forged cookie",
  "ended session",
  "bearer token",
] as const;
export type Visitor = (typeof visitors)[number];

/**
 * `all`: a page that is the same for everybody, and is sent no cookie. `anybody`: by the cookie, each their own. `link`: what
 * it names is shown to whoever has the link, which none of them has here. `customer`: who has an account. `order`, `address`:
 * who owns the one that the path names; an order is the staff's, too. `typed`: whoever may not is shown again what they typed.
 */
export type Sees =
  | "all"
  | "anybody"
  | "link"
  | "customer"
  | "customer, typed"
  | "order"
  | "address"
  | "address, typed";

/** In; 303, to sign in and come back; 403, the form with what was typed (401 would ask for a token, RFC 9110 §15.5.2); 404, as if nothing were there. */
export type Shown = "in" | 303 | 403 | 404;

/** Nobody in particular, whatever they show: a token instead of a cookie opens nothing. */
const strangers: ReadonlySet<Visitor> = new Set([
  "nobody",
  "guest",
  "forged cookie",
  "ended session",
  "bearer token",
]);

const sameForEach: Readonly<Record<string, Shown>> = { all: "in", anybody: "in", link: 404 };

export function shownTo(sees: Sees, visitor: Visitor): Shown {
  const [what, isTyped] = sees.split(", ");
  const forEach = sameForEach[what ?? ""];
  if (forEach) return forEach;
  if (what === "order") return visitor === "customer" || visitor === "staff" ? "in" : 404;
  if (strangers.has(visitor)) return isTyped ? 403 : 303;
  return what === "address" && visitor !== "customer" ? 404 : "in";
}
