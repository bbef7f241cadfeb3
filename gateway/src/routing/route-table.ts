/**
 * Which service answers what, and under which conditions: compiled from the contracts at start.
 * What is not in a public contract does not exist here.
 */
import type { Access } from "@shop/contracts/language/access";
import type { CachePolicy } from "@shop/contracts/language/cache";
import {
  defaults,
  ignoresToken,
  isPage,
  replyModeOf,
  type Api,
  type Endpoint,
} from "@shop/contracts/language/endpoint";
import { requireSound } from "@shop/contracts/language/soundness";
import { addRoute, createRouter, findRoute } from "rou3";
import { z } from "zod";
import { createWay } from "./way-to-page.ts";

/** Each class has a breaker of its own, so that slow imports do not make reads be refused. */
export type RouteClass = "reads" | "writes" | "streams";

export type Route<Owner extends string = string> = {
  readonly owner: Owner;
  /** `get /products/:id`, the same for every request of the route. */
  readonly name: string;
  readonly access: Exclude<Access, "service">;
  readonly class: RouteClass;
  /** Until the answer is there; of a streamed one, until it has begun. */
  readonly timeoutMs: number;
  /** An upload that is passed on as it comes. */
  readonly streamsBody: boolean;
  /** An answer that goes on for as long as its client stays. */
  readonly streamsReply: boolean;
  /** It becomes a WebSocket. */
  readonly upgrades: boolean;
  readonly bodyLimit: number;
  readonly cost: number;
  /** What may be kept of its answers; undefined: nothing. */
  readonly cache: CachePolicy | undefined;
  readonly query: QueryNames;
  /** Comes before all else when a service has too much to do. */
  readonly isCheckout: boolean;
  /** Its answer may be held back when the client asks for it: the time it takes says nothing of the service. */
  readonly canWait: boolean;
  /** The service knows a request again by its `Idempotency-Key`. */
  readonly isIdempotent: boolean;
  /** At sign-in a token that is present is not looked at, so that a stale one cannot prevent it. */
  readonly ignoresToken: boolean;
  /** For people: it brings headers of its own, and no token counts. */
  readonly isPage: boolean;
  /** Cookies reach it, and it may set some. */
  readonly takesCookies: boolean;
  /** Where a browser is sent instead, from a path of this route. */
  readonly toPage: ((path: string) => string) | undefined;
};

/** Which parameters a query may have. */
export type QueryNames = {
  readonly names: ReadonlySet<string>;
  /** Families of names, such as `attributes.color`. */
  readonly takesFamilies: boolean;
  /** Others are left out instead of refused. */
  readonly ignoresOthers: boolean;
};

/** `page`: the other answer of this address, which is for people. */
type Faces<Owner extends string> = {
  readonly route: Route<Owner>;
  readonly page?: Route<Owner>;
  readonly isForPeople?: undefined;
};

/** `allow` instead of a route: the path exists, but not with this method; it is the value of the `Allow` header. */
export type Found<Owner extends string> =
  | Faces<Owner>
  | {
      readonly route?: undefined;
      readonly page?: undefined;
      readonly allow: string;
      /** Nothing is there but pages. */
      readonly isForPeople?: true;
    };

/** All routes of one path, by method. */
type Routes<Owner extends string> = Map<string, Faces<Owner>>;

/** Throws when a contract is ambiguous, open to services only, or has no access rule. */
export function createRouteTable<Owner extends string>(apis: Readonly<Record<Owner, Api>>) {
  const router = createRouter<Routes<Owner>>();
  for (const [path, routes] of routesByPath(apis)) addRoute(router, "", path, routes);

  return {
    /** No request takes longer than this. */
    longestTimeoutMs: Math.max(
      ...Object.values<Api>(apis).flatMap((api) => Object.values(api).map(timeoutOf)),
    ),
    /** No answer with tags is used longer than this after it was asked for. */
    longestKeptMs: Math.max(
      0,
      ...Object.values<Api>(apis)
        .flatMap((api) => Object.values(api))
        .map(keptMsOf),
    ),
    /** Undefined for a path that is in no contract. */
    find(method: string, path: string): Found<Owner> | undefined {
      // rou3 ignores one slash at the end; here a path is spelled in one way only.
      if (path !== "/" && path.endsWith("/")) return undefined;
      // Asked without a method, so that a word comes before a parameter whatever methods it has: `/products/import` is
      // nobody's id. `/products/import/reviews` still is, for rou3 backtracks.
      const routes = findRoute(router, "", path, { params: false })?.data;
      if (!routes) return undefined;
      return routes.get(method === "HEAD" ? "GET" : method) ?? notSo(routes);
    },
  };
}
export type RouteTable<Owner extends string> = ReturnType<typeof createRouteTable<Owner>>;

function toRoute<Owner extends string>(owner: Owner, endpoint: Endpoint): Route<Owner> {
  const { access, path, method } = endpoint;
  const name = `${method} ${path}`;
  if (access === "service" || path.startsWith("/internal"))
    throw new Error(`${name} is for services and cannot be public`);
  requireSound(name, endpoint);
  const streamsBody = endpoint.bodyMode === "stream";
  const streamsReply = replyModeOf(endpoint) === "stream";
  const upgrades = endpoint.upgrade !== undefined;
  const reads: RouteClass = method === "get" ? "reads" : "writes";
  return {
    owner,
    name,
    access,
    class: streamsBody || streamsReply || upgrades ? "streams" : reads,
    streamsBody,
    streamsReply,
    upgrades,
    timeoutMs: timeoutOf(endpoint),
    bodyLimit: endpoint.bodyLimit ?? defaults.bodyLimit,
    cost: endpoint.cost ?? 1,
    cache: endpoint.cache,
    query: toQueryNames(endpoint),
    isCheckout: endpoint.priority === "checkout",
    canWait: endpoint.maxWaitS !== undefined,
    isIdempotent: endpoint.idempotent === true,
    ignoresToken: ignoresToken(endpoint),
    ...forPeople(endpoint),
  };
}

const forPeople = (endpoint: Endpoint): Pick<Route, "isPage" | "takesCookies" | "toPage"> => ({
  isPage: (isPage(endpoint) && ignoresToken(endpoint)) || endpoint.cookies === true,
  takesCookies: endpoint.cookies === true,
  toPage: endpoint.page === undefined ? undefined : createWay(endpoint.path, endpoint.page),
});

const keptMsOf = ({ cache }: Endpoint): number =>
  cache && cache.tags.length > 0 ? (cache.maxAgeS + (cache.staleS ?? 0)) * 1_000 : 0;

const toQueryNames = ({ query, ignoresUnknownQuery }: Endpoint): QueryNames => ({
  names: new Set(Object.keys(query?.shape ?? {})),
  takesFamilies: query?.def.catchall !== undefined && !(query.def.catchall instanceof z.ZodNever),
  ignoresOthers: ignoresUnknownQuery === true,
});

const timeoutOf = ({ timeoutMs = defaults.timeoutMs }: Endpoint): number => timeoutMs;

function routesByPath<Owner extends string>(apis: Readonly<Record<Owner, Api>>): Map<string, Routes<Owner>> {
  const byPath = new Map<string, Routes<Owner>>();
  for (const [owner, api] of Object.entries<Api>(apis))
    for (const endpoint of Object.values(api)) {
      const path = withoutNames(endpoint.path);
      const routes = byPath.get(path) ?? new Map<string, Faces<Owner>>();
      byPath.set(path, addTo(routes, toRoute(owner as Owner, endpoint), endpoint));
    }
  return byPath;
}

/** What a parameter is called makes no other path: `/a/:x` and `/a/:y` are one. */
const withoutNames = (path: string): string => {
  let count = 0;
  return path.replaceAll(/:[^/]+/g, () => `:p${(count += 1)}`);
};

function addTo<Owner extends string>(routes: Routes<Owner>, route: Route<Owner>, { method }: Endpoint) {
  const key = method.toUpperCase();
  const present = routes.get(key);
  if (!present) return routes.set(key, { route });
  const [program, page] = present.route.isPage ? [route, present.route] : [present.route, route];
  if (present.page || program.isPage || !page.isPage || key !== "GET")
    throw new Error(`${route.name} is answered twice`);
  return routes.set(key, { route: program, page });
}

function notSo<Owner extends string>(routes: Routes<Owner>): Found<Owner> {
  const methods = new Set(routes.keys());
  if (methods.has("GET")) methods.add("HEAD");
  const allow = [...methods, "OPTIONS"].toSorted().join(", ");
  const isForPeople = [...routes.values()].every(({ route }) => route.isPage);
  return isForPeople ? { allow, isForPeople } : { allow };
}
