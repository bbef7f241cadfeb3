/** Refuses early what a service would refuse anyway: a bad or revoked token, a role that is too low. */
import type { IncomingHttpHeaders } from "node:http";
import { hasRole, invalidToken, type Caller, type TokenVerifier } from "@shop/kit/auth";
import { AppError } from "@shop/kit/errors";
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
    const token = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization)?.[1];
    if (token === undefined) throw invalidToken();
    const caller = await verifier.verifyUser(token);
    revocations.check(caller);
    if (access !== "all" && !hasRole(caller, access))
      throw new AppError("forbidden", "auth.forbidden", `This needs the role ${access}`);
    return caller;
  };

const signInFirst = () => new AppError("unauthorized", "auth.required", "Sign in first");
