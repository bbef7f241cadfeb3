/** What every request passes through, in order. Each step either lets it on or throws what it is refused with. */
import type { RequestListener } from "node:http";
import type { Caller } from "@shop/kit/auth";
import { AppError } from "@shop/kit/errors";
import { requireLength } from "@shop/kit/http/body";
import type { Logger } from "@shop/kit/logger";
import { prepareAnswer, sendProblem } from "./answer.ts";
import type { Authenticate } from "./authenticate.ts";
import { addressBlock } from "./client-address.ts";
import { openExchange, type Exchange } from "./exchange.ts";
import { answerOptions, isPreflight } from "./options.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Body, ReceiveBody } from "./receive-body.ts";
import { record, type Entry } from "./record.ts";
import type { Route, RouteTable } from "./route-table.ts";
import { refuseBodyOfQuestion, sanitise } from "./sanitise.ts";
import { wholeServer } from "./canonical-target.ts";

export type GatewayDeps<Owner extends string = string> = {
  readonly routes: RouteTable<Owner>;
  readonly authenticate: Authenticate;
  readonly rateLimit: RateLimit;
  readonly receiveBody: ReceiveBody;
  readonly owners: Readonly<
    Record<Owner, { readonly send: (exchange: Exchange, route: Route, body: Body) => Promise<void> }>
  >;
  readonly trustedHops: number;
  readonly log: Logger;
};

export const createGateway =
  <Owner extends string>(deps: GatewayDeps<Owner>): RequestListener =>
  (request, response) => {
    const exchange = openExchange(request, response, deps.trustedHops);
    prepareAnswer(exchange);
    const entry = record(exchange, deps.log);
    pass(deps, exchange, entry).catch((error: unknown) => {
      entry.error = error;
      sendProblem(exchange, error);
    });
  };

async function pass<Owner extends string>(
  { routes, authenticate, rateLimit, receiveBody, owners }: GatewayDeps<Owner>,
  exchange: Exchange,
  entry: Entry,
): Promise<void> {
  const { request } = exchange;
  const path = sanitise(request);
  const route = findRoute(routes, exchange, path);
  if (!route) return;
  entry.route = route;
  refuseBodyOfQuestion(request);
  const caller = await authenticate(request.headers, route);
  takeAllowance(rateLimit, exchange, route, caller);
  requireLength(request, route.bodyLimit);
  const body = await receiveBody(exchange, route);
  await owners[route.owner].send(exchange, route, body);
}

/** Undefined when the question was which methods there are, and is answered. */
function findRoute<Owner extends string>(
  routes: RouteTable<Owner>,
  exchange: Exchange,
  path: string,
): Route<Owner> | undefined {
  const { headers, method = "" } = exchange.request;
  if (path === wholeServer) {
    answerOptions(exchange);
    return undefined;
  }
  const found = routes.find(method, path);
  if (found?.route) return found.route;
  if (method === "OPTIONS" && (found || isPreflight(headers))) {
    answerOptions(exchange, found?.allow);
    return undefined;
  }
  if (!found) throw nothingHere();
  throw notPossible(method, found.allow);
}

function takeAllowance(
  rateLimit: RateLimit,
  { response, origin }: Exchange,
  { cost }: Route,
  caller: Caller | undefined,
): void {
  if (cost === 0) return;
  const keys = { address: addressBlock(origin.address), caller: caller?.id };
  const { fields, refusal } = rateLimit.take(keys, cost);
  for (const [name, value] of Object.entries(fields)) response.setHeader(name, value);
  if (refusal) throw refusal;
}

const nothingHere = () => new AppError("not_found", "route.not_found", "There is nothing at this address");

const notPossible = (method: string, allow: string) =>
  new AppError("method_not_allowed", "route.method_not_allowed", `${method} is not possible here`, {
    headers: { Allow: allow },
  });
