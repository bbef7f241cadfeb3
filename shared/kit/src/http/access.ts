/** Who may call an endpoint, decided before anything of the request but its token is looked at. */
import { ignoresToken, type Endpoint } from "@shop/contracts/contract";
import { bearerOf, requireRole, signInFirst, type Caller, type TokenVerifier } from "../auth.ts";

export type User = Caller | { readonly service: string } | undefined;

const rules: ReadonlySet<unknown> = new Set(["all", "guest", "customer", "staff", "admin", "service"]);

/** Default deny: an endpoint whose rule is missing or misspelt is found when the process starts. */
export function requireAccessRule(name: string, { access }: Endpoint): void {
  if (!rules.has(access)) throw new Error(`The endpoint ${name} has no access rule`);
}

export async function authorise(
  endpoint: Endpoint,
  authorization: string | undefined,
  verify: TokenVerifier,
): Promise<User> {
  const { access } = endpoint;
  if (access === "all") {
    if (authorization === undefined) return undefined;
    return ignoresToken(endpoint)
      ? Promise.try(() => verify.verifyUser(bearerOf(authorization))).catch(() => undefined)
      : verify.verifyUser(bearerOf(authorization));
  }
  if (authorization === undefined) throw signInFirst();
  if (access === "service") return verify.verifyService(bearerOf(authorization));
  const caller = await verify.verifyUser(bearerOf(authorization));
  requireRole(caller, access);
  return caller;
}

export const callerIdOf = (user: User): string | undefined =>
  user === undefined ? undefined : "service" in user ? `service:${user.service}` : user.id;
