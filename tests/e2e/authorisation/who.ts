/**
 * Who gets in, by a table that does not share a line with the code that decides it: were it the same code, a mistake
 * there would be expected here.
 */
import type { Role, Scope } from "@shop/contracts/language/access";

/**
 * `open`: anybody, and a token is not looked at. `all`: anybody, but not with a bad token. A role: it and those above, by
 * a whole token; with a scope, also by a key that names it; `or link`: also by a link that the service verifies.
 */
export type Who = "open" | "all" | "service" | Role | `${Role}, ${Scope}` | `${Role}, ${Scope} or link`;

export const callers = [
  "nobody",
  "guest",
  "customer",
  "other customer",
  "staff",
  "admin",
  "key with the scope",
  "key without it",
  "service",
  "service for another",
  "expired",
  "refresh token",
  "other audience",
  "other issuer",
  "garbage",
] as const;
export type Caller = (typeof callers)[number];

/** What stands for an answer: in, refused as nobody, refused as somebody; or nothing is there for anyone. */
export type Outcome = "in" | 401 | 403 | 404;

const everybody = ["nobody", "guest", "customer", "other customer", "staff", "admin"] as const;
const keys = ["key with the scope", "key without it"] as const;
const noCallersOfOurs: ReadonlySet<Caller> = new Set(["nobody", "service", "service for another"]);
const badTokens: ReadonlySet<Caller> = new Set([
  "expired",
  "refresh token",
  "other audience",
  "other issuer",
  "garbage",
]);

const letIn: Readonly<Record<"open" | "all" | "service" | Role, readonly Caller[]>> = {
  open: callers,
  all: [...everybody, ...keys],
  guest: ["guest", "customer", "other customer", "staff", "admin"],
  customer: ["customer", "other customer", "staff", "admin"],
  staff: ["staff", "admin"],
  admin: ["admin"],
  service: ["service"],
};

export function outcomeOf(who: Who, caller: Caller): Outcome {
  const [role, scope] = who.split(", ") as [keyof typeof letIn, string | undefined];
  if (letIn[role].includes(caller)) return "in";
  if (scope !== undefined && caller === "key with the scope") return "in";
  // A person's token proves nothing of a service.
  if (who === "service" || badTokens.has(caller) || noCallersOfOurs.has(caller)) return 401;
  return 403;
}

/** The scope that `key with the scope` has; where none is named, no scope helps. */
export const scopeOf = (who: Who): Scope | undefined =>
  who.split(", ")[1]?.split(" ")[0] as Scope | undefined;
