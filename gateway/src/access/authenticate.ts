/** Refuses early what a service would refuse anyway: a bad token, a role that is too low; and revoked sessions, which no service sees. */
import type { IncomingHttpHeaders } from "node:http";
import { takesLink } from "@shop/contracts/language/access";
import { bearerOf, requireAccess, signInFirst, type Caller, type TokenVerifier } from "@shop/kit/auth/tokens";
import type { Revocations } from "./revocations.ts";
import type { Route } from "../routing/route-table.ts";

/**
 * Who sends the request; undefined where nobody needs to sign in and no token was sent, or it is to be ignored. Throws 401
 * `auth.required` or `auth.invalid_token`, 403 `auth.forbidden`, and 503 when the token cannot be checked.
 */
export type Authenticate = (headers: IncomingHttpHeaders, route: Route) => Promise<Caller | undefined>;

export const createAuthenticate =
  ({
    verifier,
    revocations,
  }: {
    verifier: Pick<TokenVerifier, "verifyUser">;
    revocations: Pick<Revocations, "check">;
  }): Authenticate =>
  async ({ authorization }, { access, ignoresToken }) => {
    if (ignoresToken) return undefined;
    // Whether there is a link, and where it leads, its service sees.
    if (authorization === undefined && (access === "all" || takesLink(access))) return undefined;
    if (authorization === undefined) throw signInFirst();
    const caller = await verifier.verifyUser(bearerOf(authorization));
    await revocations.check(caller);
    requireAccess(caller, access);
    return caller;
  };
