/** Refuses early what a service would refuse anyway: a bad token, a role that is too low; and revoked sessions, which no service sees. */
import type { IncomingHttpHeaders } from "node:http";
import { takesLink } from "@shop/contracts/language/access";
import { isApiKey } from "@shop/kit/auth/api-keys";
import { bearerOf, requireAccess, signInFirst, type Caller, type TokenVerifier } from "@shop/kit/auth/tokens";
import type { ApiKeys } from "./api-keys.ts";
import type { Revocations } from "./revocations.ts";
import type { Route } from "../routing/route-table.ts";

/**
 * Who sends the request; undefined where nobody needs to sign in and no token was sent, or it is to be ignored. Throws 401
 * `auth.required` or `auth.invalid_token`, 403 `auth.forbidden`, and 503 when the token cannot be checked. An API key is
 * taken out of the headers, with its access token in its place.
 */
export type Authenticate = (
  headers: IncomingHttpHeaders,
  route: Route,
  address: string,
) => Promise<Caller | undefined>;

export const createAuthenticate =
  ({
    verifier,
    revocations,
    apiKeys,
  }: {
    verifier: Pick<TokenVerifier, "verifyUser">;
    revocations: Pick<Revocations, "check">;
    apiKeys: ApiKeys;
  }): Authenticate =>
  async (headers, { access, ignoresToken }, address) => {
    const { authorization } = headers;
    if (ignoresToken) return dropKey(headers);
    // Whether there is a link, and where it leads, its service sees.
    if (authorization === undefined && (access === "all" || takesLink(access))) return undefined;
    if (authorization === undefined) throw signInFirst();
    let token = bearerOf(authorization);
    if (isApiKey(token)) {
      token = await apiKeys.tokenOf(token, address);
      headers.authorization = `Bearer ${token}`;
    }
    const caller = await verifier.verifyUser(token);
    await revocations.check(caller);
    requireAccess(caller, access);
    return caller;
  };

/** Where no token is looked at, a key is still nothing that a service should see. */
function dropKey(headers: IncomingHttpHeaders): undefined {
  const token = headers.authorization?.split(" ").at(-1);
  if (token && isApiKey(token)) delete headers.authorization;
}
