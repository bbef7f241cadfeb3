/** What each caller of the table shows. */
import { randomUUID } from "node:crypto";
import { scopes, type Role, type Scope } from "@shop/contracts/language/access";
import type { ServiceName } from "@shop/contracts/shop";
import { createServiceTokens } from "@shop/kit/auth/tokens";
import type { TestTokens } from "@shop/testing/tokens";
import { scopeOf, type Caller, type Who } from "./who.ts";

export type Asked = { readonly who: Who; readonly service: ServiceName };

/** Undefined: no token at all. Each call has a session of its own: to sign out is one of the things that are tried. */
export type TokenOf = (caller: Caller, asked: Asked) => Promise<string | undefined>;

export function createCredentials(tokens: TestTokens, serviceSecret: string): TokenOf {
  const fromGateway = createServiceTokens({ secret: serviceSecret, issuer: "gateway" });
  const as = (role: Role, more: object = {}) => tokens.sign({ roles: [role], ...more });
  const keyFor = (named: readonly Scope[]) => as("staff", { scope: named.join(" ") });
  const otherThan = (scope: Scope | undefined) => scopes.filter((each) => each !== scope);
  const show: Readonly<Record<Caller, (asked: Asked) => Promise<string | undefined>>> = {
    nobody: async () => undefined,
    guest: () => as("guest"),
    customer: () => as("customer"),
    "other customer": () => as("customer"),
    staff: () => as("staff"),
    admin: () => as("admin"),
    "key with the scope": ({ who }) => keyFor([scopeOf(who) ?? "catalog:write"]),
    "key without it": ({ who }) => keyFor(otherThan(scopeOf(who))),
    service: ({ service }) => fromGateway.tokenFor(service),
    "service for another": ({ service }) => fromGateway.tokenFor(service === "user" ? "order" : "user"),
    expired: () => as("admin", { exp: Math.floor(Date.now() / 1000) - 60 }),
    "refresh token": async () =>
      Buffer.from(randomUUID() + randomUUID())
        .toString("base64url")
        .slice(0, 43),
    "other audience": () => as("admin", { aud: "another-shop" }),
    "other issuer": () => as("admin", { iss: "another-issuer" }),
    garbage: async () => "garbage",
  };
  return (caller, asked) => show[caller](asked);
}
