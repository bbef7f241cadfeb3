/** What every request passes through, in order. Each step either lets it on or throws what it is refused with. */
import type { RequestListener } from "node:http";
import { hasRole } from "@shop/contracts/language/access";
import type { Caller } from "@shop/kit/auth/tokens";
import { requireLength } from "@shop/kit/http/server/body";
import { methodNotAllowed, nothingHere } from "@shop/kit/http/server/refusals";
import type { Logger } from "@shop/kit/process/logger";
import type { Authenticate } from "./access/authenticate.ts";
import { logAccess, type AccessLine } from "./entry/access-log.ts";
import { prepareAnswer, refuse } from "./entry/answer.ts";
import type { Body, ReceiveBody } from "./entry/receive-body.ts";
import { refuseBodyOfQuestion, sanitise } from "./entry/sanitise.ts";
import { wholeServer } from "./entry/target.ts";
import { openTransit, type Transit } from "./entry/transit.ts";
import type { RateLimit } from "./limits/rate-limit.ts";
import { answerOptions, isPreflight } from "./own/preflight.ts";
import type { Route, RouteTable } from "./routing/route-table.ts";

export type GatewayDeps<Owner extends string = string> = {
  readonly routes: RouteTable<Owner>;
  readonly authenticate: Authenticate;
  readonly rateLimit: Pick<RateLimit, "take">;
  readonly receiveBody: ReceiveBody;
  readonly owners: Readonly<
    Record<Owner, { readonly send: (transit: Transit, route: Route, body: Body) => Promise<void> }>
  >;
  readonly trustedHops: number;
  readonly log: Logger;
};

export const createGateway =
  <Owner extends string>(deps: GatewayDeps<Owner>): RequestListener =>
  (request, response) => {
    const transit = openTransit(request, response, deps.trustedHops);
    prepareAnswer(transit);
    const line = logAccess(transit, deps.log);
    pass(deps, transit, line).catch((error: unknown) => {
      line.error = error;
      refuse(transit, error);
    });
  };

async function pass<Owner extends string>(
  { routes, authenticate, rateLimit, receiveBody, owners }: GatewayDeps<Owner>,
  transit: Transit,
  line: AccessLine,
): Promise<void> {
  const { request } = transit;
  const path = sanitise(request);
  const route = findRoute(routes, transit, path);
  if (!route) return;
  line.route = route;
  refuseBodyOfQuestion(request);
  const caller = await authenticate(request.headers, route).catch((refusal: unknown) => {
    // Guessing tokens costs the address something, also where a good request costs nothing.
    takeAllowance(rateLimit, transit, Math.max(route.cost, 1));
    throw refusal;
  });
  takeAllowance(rateLimit, transit, route.cost, caller);
  requireLength(request, route.bodyLimit);
  const body = await receiveBody(transit, route);
  await owners[route.owner].send(transit, route, body);
}

/** The route, or undefined when the request was an `OPTIONS`, which is answered here. Throws 404 and 405. */
function findRoute<Owner extends string>(
  routes: RouteTable<Owner>,
  transit: Transit,
  path: string,
): Route<Owner> | undefined {
  const { headers, method = "" } = transit.request;
  if (path === wholeServer) {
    answerOptions(transit);
    return undefined;
  }
  const found = routes.find(method, path);
  if (found?.route) return found.route;
  if (method === "OPTIONS" && (found || isPreflight(headers))) {
    answerOptions(transit, found?.allow);
    return undefined;
  }
  if (!found) throw nothingHere();
  throw methodNotAllowed(method, found.allow);
}

/** Throws 429. A guest is counted by address, as anybody can be as many guests as they like. */
function takeAllowance(
  rateLimit: Pick<RateLimit, "take">,
  { response, origin }: Transit,
  cost: number,
  caller?: Caller,
): void {
  if (cost === 0) return;
  const signedIn = caller && hasRole(caller, "customer") ? caller.id : undefined;
  const { fields, refusal } = rateLimit.take({ address: origin.address, caller: signedIn }, cost);
  for (let at = 0; at < fields.length; at += 2) response.setHeader(fields[at]!, fields[at + 1]!);
  if (refusal) throw refusal;
}
