/** For who runs the shop: how this gateway is doing, and how to end what is kept. */
import { Purge, type GatewayState } from "@shop/contracts/gateway/operation";
import { everything } from "@shop/contracts/language/cache";
import { defaults } from "@shop/contracts/language/endpoint";
import { AppError } from "@shop/kit/errors";
import { toJson } from "@shop/kit/http/server/body";
import { sendAnswer } from "../entry/answer.ts";
import type { Body } from "../entry/receive-body.ts";
import type { Transit } from "../entry/transit.ts";
import type { RouteNumbers } from "./route-numbers.ts";

type Upstream = GatewayState["upstreams"][number];
type Limits = GatewayState["limits"];
type Shown<State> = {
  readonly [Part in keyof State]: State[Part] extends readonly (infer Item)[] ? readonly Item[] : State[Part];
};

export type OperationDeps = {
  readonly routeNumbers: RouteNumbers;
  readonly upstreams: Readonly<Record<string, { readonly state: () => Shown<Omit<Upstream, "service">> }>>;
  readonly rateLimit: { readonly state: () => Shown<Limits> };
  readonly cache: Kept | undefined;
  readonly cacheBytes: number;
  readonly connected: () => GatewayState["connected"];
};

type Kept = {
  readonly purge: (tags: readonly string[], options: { readonly isAnnounced: boolean }) => Promise<void>;
  readonly size: () => { readonly entries: number; readonly bytes: number };
};

/** Answers a route of its contract; rejects with 400 `request.invalid`. */
export type Operation = {
  readonly getGateway: (transit: Transit) => void;
  readonly purgeGateway: (transit: Transit, body: Body) => Promise<void>;
};

export function createOperation(deps: OperationDeps): Operation {
  const { cache } = deps;
  return {
    getGateway: (transit) => sendJson(transit, 200, stateOf(deps)),
    async purgeGateway(transit, body) {
      const purge = readPurge(transit, body);
      await cache?.purge("all" in purge ? [everything] : purge.tags, { isAnnounced: true });
      sendJson(transit, 202, { purged: "all" in purge ? "all" : purge.tags });
    },
  };
}

function stateOf({
  routeNumbers,
  upstreams,
  rateLimit,
  cache,
  cacheBytes,
  connected,
}: OperationDeps): GatewayState {
  const routes = routeNumbers.read();
  const cacheable = routes.filter(({ hitRatio }) => hitRatio !== null);
  const asked = cacheable.reduce((sum, { requests }) => sum + requests, 0);
  const kept = cacheable.reduce((sum, { requests, hitRatio }) => sum + requests * (hitRatio ?? 0), 0);
  return {
    process: process.pid,
    uptimeS: Math.floor(process.uptime()),
    routes,
    upstreams: Object.entries(upstreams).map(([service, { state }]) => toNumbers(service, state())),
    limits: toLimits(rateLimit.state()),
    cache: cache ? { ...cache.size(), maxBytes: cacheBytes, hitRatio: asked === 0 ? 0 : kept / asked } : null,
    connected: connected(),
  };
}

const toNumbers = (
  service: string,
  { instances, breakers, limit, running, queued, shed, repeated }: Shown<Omit<Upstream, "service">>,
): Upstream => ({
  service,
  instances: [...instances],
  breakers,
  limit: Math.floor(limit),
  running,
  queued,
  shed,
  repeated,
});

const toLimits = ({ senders, isShared, policies, fullest }: Shown<Limits>): Limits => ({
  senders,
  isShared,
  policies: [...policies],
  fullest: [...fullest],
});

function readPurge({ request }: Transit, body: Body): Purge {
  const bytes = body instanceof Uint8Array ? body : new Uint8Array();
  const read = Purge.safeParse(toJson(request, bytes, defaults.bodyTypes));
  if (read.success) return read.data;
  const errors = [{ path: "body", message: 'must be { "tags": ["product:1"] } or { "all": true }' }];
  throw new AppError("invalid", "request.invalid", "The request is not valid", { details: { errors } });
}

function sendJson(transit: Transit, status: number, reply: object): void {
  const body = Buffer.from(`${JSON.stringify(reply)}\n`);
  const fields = [
    "content-type",
    "application/json",
    "cache-control",
    "no-store",
    "content-length",
    String(body.length),
  ];
  sendAnswer(transit, status, fields, transit.request.method === "HEAD" ? undefined : body);
}
