/** Refuses early what a service would refuse anyway: a bad or revoked token, a role that is too low. */
import type { IncomingHttpHeaders } from "node:http";
import { bearerOf, requireRole, signInFirst, type Caller, type TokenVerifier } from "@shop/kit/auth";
import type { Revocations } from "./revocations.ts";
import type { Route } from "./route-table.ts";

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
    if (ignoresToken || (authorization === undefined && access === "all")) return undefined;
    if (authorization === undefined) throw signInFirst();
    const caller = await verifier.verifyUser(bearerOf(authorization));
    revocations.check(caller);
    if (access !== "all") requireRole(caller, access);
    return caller;
  };
