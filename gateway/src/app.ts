/** What every request passes through, in order. Each step either lets it on or throws what it is refused with. */
import type { IncomingMessage, RequestListener } from "node:http";
import type { Caller } from "@shop/kit/auth/tokens";
import { requireLength } from "@shop/kit/http/server/body";
import { methodNotAllowed, nothingHere } from "@shop/kit/http/server/refusals";
import type { Authenticate } from "./access/authenticate.ts";
import type { StreamAccess } from "./access/stream-access.ts";
import type { AccessLine, LogAccess } from "./entry/access-log.ts";
import { prepareAnswer, refuse, sendAnswer } from "./entry/answer.ts";
import { wantsPage } from "./entry/people.ts";
import type { EdgeCache } from "./cache/edge-cache.ts";
import { bypassed } from "./cache/send-kept.ts";
import { questionOf, type Question } from "./cache/question.ts";
import type { Body, ReceiveBody } from "./entry/receive-body.ts";
import { refuseBodyOfQuestion, sanitise } from "./entry/sanitise.ts";
import { wholeServer } from "./entry/target.ts";
import { openTransit, type Transit } from "./entry/transit.ts";
import { chargeRefusal, takeAllowance } from "./limits/charges.ts";
import type { OpenStreams } from "./limits/open-streams.ts";
import type { RateLimit } from "./limits/rate-limit.ts";
import { keysOf, senderOf, type RateLimitKeys } from "./limits/sender.ts";
import { answerOptions, isPreflight } from "./own/preflight.ts";
import { createDestinations, type Destination, type Destinations } from "./entry/destinations.ts";
import type { Route, RouteTable } from "./routing/route-table.ts";
import { priorityOf, shares, type Priority } from "./upstreams/limit.ts";

export type GatewayDeps<Owner extends string = string> = {
  readonly routes: RouteTable<Owner>;
  readonly authenticate: Authenticate;
  readonly rateLimit: Pick<RateLimit, "take">;
  readonly openStreams: OpenStreams;
  readonly streamAccess: StreamAccess;
  readonly receiveBody: ReceiveBody;
  /** Absent: nothing is kept. */
  readonly cache?: EdgeCache | undefined;
  readonly owners: Readonly<
    Record<
      Owner,
      { readonly send: (transit: Transit, route: Route, body: Body, priority: Priority) => Promise<void> }
    >
  >;
  readonly trustedHops: number;
  readonly logAccess: LogAccess;
};

export function createGateway<Owner extends string>(deps: GatewayDeps<Owner>): RequestListener {
  const destinations = createDestinations(deps.routes);
  return (request, response) => {
    const transit = openTransit(request, response, deps.trustedHops);
    prepareAnswer(transit);
    const line = deps.logAccess(transit);
    const fail = (error: unknown): void => {
      line.error = error;
      refuse(transit, error);
    };
    try {
      enter(deps, destinations, transit, line)?.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

/** What can be answered at once is, without a promise: most of what a shop is asked is kept. */
function enter<Owner extends string>(
  deps: GatewayDeps<Owner>,
  destinations: Destinations<Owner>,
  transit: Transit,
  line: AccessLine,
): Promise<void> | undefined {
  const { request } = transit;
  const { method = "", url = "" } = request;
  sanitise(request);
  const destination = chooseFace(destinations.find(method, url), transit);
  request.url = destination.url;
  transit.isPage = isForPeople(destination);
  const route = routeOf(destination, transit);
  if (!route) return undefined;
  line.route = route;
  dropForeign(request, route);
  refuseBodyOfQuestion(request);
  if (isSentToPage(transit, route, destination)) return undefined;
  const question = deps.cache && questionOf(request, destination);
  if (question && deps.cache?.answer(transit, route, question)) {
    line.isKept = true;
    return undefined;
  }
  return pass(deps, transit, route, question);
}

/** Of an address with two answers the one that is asked for. */
function chooseFace<Owner extends string>(
  destination: Destination<Owner>,
  { request, fields }: Transit,
): Destination<Owner> {
  const { page, found } = destination;
  if (page || found?.route?.toPage) fields.push("Vary", "Accept");
  return page && wantsPage(request.headers) ? page : destination;
}

/** What is not meant for whoever answers goes before anybody sees it. */
function dropForeign(
  { headers }: IncomingMessage,
  { isPage, takesCookies }: Pick<Route, "isPage" | "takesCookies">,
) {
  if (headers.cookie !== undefined && !takesCookies) delete headers.cookie;
  // Who somebody is, a cookie says there.
  if (headers.authorization !== undefined && isPage) delete headers.authorization;
}

const isForPeople = ({ found }: Destination): boolean => found?.route?.isPage ?? found?.isForPeople ?? false;

/** True when a browser was led to what has a page in its place. */
function isSentToPage(transit: Transit, { toPage }: Route, { path }: Destination): boolean {
  if (!toPage || !wantsPage(transit.request.headers)) return false;
  sendAnswer(transit, 303, ["location", toPage(path), "cache-control", "no-store", "content-length", "0"]);
  return true;
}

async function pass<Owner extends string>(
  deps: GatewayDeps<Owner>,
  transit: Transit,
  route: Route<Owner>,
  question: Question | undefined,
): Promise<void> {
  const { authenticate, rateLimit, receiveBody, cache, owners } = deps;
  const { request } = transit;
  const isPast = isPastKept(deps, route, question);
  if (isPast) transit.fields.push(...bypassed);
  const { caller, refusal } = await authenticate(request.headers, route, transit.origin.address);
  const keys = keysOf(transit, caller);
  if (refusal) throw chargeRefusal(rateLimit, transit, keys, { cost: route.cost, refusal });
  // Whoever has left meanwhile closes nothing any more, and would be counted for ever.
  if (transit.response.destroyed) return;
  // What is free because it is kept is not where somebody without a token asks past it.
  const cost = isPast && !caller ? Math.max(route.cost, 1) : route.cost;
  takeAllowance(rateLimit, transit, cost, keys);
  if (route.streamsReply || route.upgrades) enterStream(deps, transit, keys, caller);
  if (question) return cache?.fetch(transit, route, question);
  requireLength(request, route.bodyLimit);
  const priority = priorityOf(route, caller);
  const body = await receiveBody(transit, route, { id: senderOf(keys), share: shares[priority] });
  await owners[route.owner].send(transit, route, body, priority);
}

/** Whether the answer could have been kept, and is asked for in a way in which it is not. */
const isPastKept = (
  { cache }: Pick<GatewayDeps, "cache">,
  { cache: policy }: Pick<Route, "cache">,
  question: Question | undefined,
): boolean => cache !== undefined && policy !== undefined && !question;

/** Throws 429. */
function enterStream(
  { openStreams, streamAccess }: Pick<GatewayDeps, "openStreams" | "streamAccess">,
  { response }: Transit,
  keys: RateLimitKeys,
  caller: Caller | undefined,
): void {
  openStreams.enter(keys, response);
  if (caller) streamAccess(caller, response);
}

/** The route, or undefined when the request was an `OPTIONS`, which is answered here. Throws 404 and 405. */
function routeOf<Owner extends string>(
  { path, found }: Destination<Owner>,
  transit: Transit,
): Route<Owner> | undefined {
  const { headers, method = "" } = transit.request;
  if (path === wholeServer) {
    answerOptions(transit);
    return undefined;
  }
  if (found?.route) return found.route;
  if (method === "OPTIONS" && (found || isPreflight(headers))) {
    answerOptions(transit, found?.allow);
    return undefined;
  }
  if (!found) throw nothingHere();
  throw methodNotAllowed(method, found.allow);
}
