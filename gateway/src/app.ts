/** What every request passes through, in order. Each step either lets it on or throws what it is refused with. */
import type { RequestListener } from "node:http";
import { addressBlockOf } from "@shop/kit/net/address-block";
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
import { priorityOf, type Priority } from "./upstreams/limit.ts";

export type GatewayDeps<Owner extends string = string> = {
  readonly routes: RouteTable<Owner>;
  readonly authenticate: Authenticate;
  readonly rateLimit: RateLimit;
  readonly receiveBody: ReceiveBody;
  readonly owners: Readonly<
    Record<
      Owner,
      { readonly send: (transit: Transit, route: Route, body: Body, priority: Priority) => Promise<void> }
    >
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
  const caller = await authenticate(request.headers, route);
  takeAllowance(rateLimit, transit, route, caller);
  requireLength(request, route.bodyLimit);
  const body = await receiveBody(transit, route);
  await owners[route.owner].send(transit, route, body, priorityOf(route, caller));
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

function takeAllowance(
  rateLimit: RateLimit,
  { fields: told, origin }: Transit,
  { cost }: Route,
  caller: Caller | undefined,
): void {
  if (cost === 0) return;
  const keys = { address: addressBlockOf(origin.address), caller: caller?.id };
  const { fields, refusal } = rateLimit.take(keys, cost);
  for (const [name, value] of Object.entries(fields)) told.push(name, value);
  if (refusal) throw refusal;
}
