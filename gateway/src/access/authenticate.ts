/** Refuses early what a service would refuse anyway: a bad token, a role that is too low; and revoked sessions, which no service sees. */
import type { IncomingHttpHeaders } from "node:http";
import { takesLink } from "@shop/contracts/language/access";
import { isApiKey } from "@shop/kit/auth/api-keys";
import { bearerOf, requireAccess, signInFirst, type Caller, type TokenVerifier } from "@shop/kit/auth/tokens";
import type { ApiKeys } from "./api-keys.ts";
import type { Revocations } from "./revocations.ts";
import type { Route } from "../routing/route-table.ts";

export type Authenticated = {
  /** Undefined where nobody needs to sign in and no token was sent, it is to be ignored, or it is not good. */
  readonly caller?: Caller | undefined;
  /**
   * Why the request is not let in: 401 `auth.required` or `auth.invalid_token`, 403 `auth.forbidden`, 429 to who tries many
   * API keys, and 503 when the token cannot be checked.
   */
  readonly refusal?: Error;
};

/** Who sends the request. An API key is taken out of the headers, with its access token in its place. Never rejects. */
export type Authenticate = (
  headers: IncomingHttpHeaders,
  route: Route,
  address: string,
) => Promise<Authenticated>;

export const createAuthenticate = ({
  verifier,
  revocations,
  apiKeys,
}: {
  verifier: Pick<TokenVerifier, "verifyUser">;
  revocations: Pick<Revocations, "check">;
  apiKeys: ApiKeys;
}): Authenticate => {
  const verify = async (headers: IncomingHttpHeaders, authorization: string, address: string) => {
    let token = bearerOf(authorization);
    if (isApiKey(token)) {
      token = await apiKeys.tokenOf(token, address);
      headers.authorization = `Bearer ${token}`;
    }
    return verifier.verifyUser(token);
  };
  return async (headers, { access, ignoresToken }, address) => {
    if (ignoresToken) dropKey(headers);
    const { authorization } = headers;
    // Whether there is a link, and where it leads, its service sees.
    const needsNone = access === "all" || takesLink(access);
    if (ignoresToken || (authorization === undefined && needsNone)) return {};
    if (authorization === undefined) return { refusal: signInFirst() };
    let caller: Caller | undefined;
    try {
      caller = await verify(headers, authorization, address);
      await revocations.check(caller);
      requireAccess(caller, access);
      return { caller };
    } catch (error) {
      return { caller, refusal: error as Error };
    }
  };
};

/** Where no token is looked at, a key is still nothing that a service should see. */
function dropKey(headers: IncomingHttpHeaders): void {
  const token = headers.authorization?.split(" ").at(-1);
  if (token && isApiKey(token)) delete headers.authorization;
}
