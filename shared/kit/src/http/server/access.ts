/** Who may call an endpoint, decided before anything of the request but its token is looked at. */
import { linkName, takesLink } from "@shop/contracts/language/access";
import { ignoresToken, isSigned, type Endpoint } from "@shop/contracts/language/endpoint";
import type { Request } from "express";
import { bearerOf, requireAccess, signInFirst, type Caller, type TokenVerifier } from "../../auth/tokens.ts";

export type User = Caller | { readonly service: string } | undefined;

export async function authorise(
  endpoint: Endpoint,
  { headers: { authorization }, query }: Pick<Request, "headers" | "query">,
  verify: TokenVerifier,
): Promise<User> {
  const { access } = endpoint;
  if (isSigned(endpoint)) return undefined;
  if (access === "all") {
    if (authorization === undefined) return undefined;
    return ignoresToken(endpoint)
      ? Promise.try(() => verify.verifyUser(bearerOf(authorization))).catch(() => undefined)
      : verify.verifyUser(bearerOf(authorization));
  }
  if (authorization === undefined) {
    if (takesLink(access) && query[linkName] !== undefined) return undefined;
    throw signInFirst();
  }
  if (access === "service") return verify.verifyService(bearerOf(authorization));
  const caller = await verify.verifyUser(bearerOf(authorization));
  requireAccess(caller, access);
  return caller;
}

export const callerIdOf = (user: User): string | undefined =>
  user === undefined ? undefined : "service" in user ? `service:${user.service}` : user.id;
