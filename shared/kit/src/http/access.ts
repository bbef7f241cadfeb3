/** Who may call an endpoint, decided before anything of the request but its token is looked at. */
import { ignoresToken, type Endpoint } from "@shop/contracts/contract";
import { hasRole, type Caller, type TokenVerifier } from "../auth.ts";
import { AppError } from "../errors.ts";

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
    const caller = verify.verifyUser(bearerOf(authorization));
    return ignoresToken(endpoint) ? caller.catch(() => undefined) : caller;
  }
  if (authorization === undefined) throw new AppError("unauthorized", "auth.required", "Sign in first");
  if (access === "service") return verify.verifyService(bearerOf(authorization));
  const caller = await verify.verifyUser(bearerOf(authorization));
  if (!hasRole(caller, access))
    throw new AppError("forbidden", "auth.forbidden", `This needs the role ${access}`);
  return caller;
}

/** An empty token is one that no verifier takes. */
const bearerOf = (authorization: string): string =>
  /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization)?.[1] ?? "";

export const callerIdOf = (user: User): string | undefined =>
  user === undefined ? undefined : "service" in user ? `service:${user.service}` : user.id;
