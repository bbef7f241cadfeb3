/**
 * Where a request's target leads: its one spelling, its route, and what of its answer may be kept. Most requests ask for
 * what others have asked for just before, so what was found is remembered.
 */
import { LRUCache } from "lru-cache";
import { toCanonicalTarget, wholeServer, withoutTracking } from "./target.ts";
import { canonicalQuery } from "../routing/canonical-query.ts";
import type { Found, Route, RouteTable } from "../routing/route-table.ts";

export type Destination<Owner extends string = string> = {
  readonly path: string;
  /** Path and query, as the service is asked. */
  readonly url: string;
  /** Undefined: nothing is there. */
  readonly found: Found<Owner> | undefined;
  /** What is asked for, when an answer to it may be kept for everybody. */
  readonly question: Question | undefined;
  /** Of an address with two answers, the one for people. */
  readonly page?: Destination<Owner>;
};

/** `target` is what its service is asked for, `key` what the answer is kept by. */
type Question = { readonly target: string; readonly key: string };

export type Destinations<Owner extends string> = {
  /** Throws 400 `request.bad_target`. */
  readonly find: (method: string, url: string) => Destination<Owner>;
};

const maxRemembered = 4_096;
const maxLength = 500;
/** Longer questions are asked anew each time. */
const maxQuestion = 1_024;

export function createDestinations<Owner extends string>(routes: RouteTable<Owner>): Destinations<Owner> {
  const remembered = new LRUCache<string, Destination<Owner>>({ max: maxRemembered });
  return {
    find(method, url) {
      if (method !== "GET" && method !== "HEAD") return toChange(routes, method, url);
      const known = remembered.get(url);
      if (known) return known;
      const destination = toRead(routes, url);
      if (destination.found?.route && url.length <= maxLength) remembered.set(url, destination);
      return destination;
    },
  };
}

function toRead<Owner extends string>(routes: RouteTable<Owner>, url: string): Destination<Owner> {
  const { path, query } = toCanonicalTarget(url);
  const asked = path + withoutTracking(query);
  const found = routes.find("GET", path);
  const question = found?.route && questionAt(path, asked, found.route);
  if (!found?.page) return { path, url: asked, found, question };
  const forPeople = questionAt(path, asked, found.page);
  const page = {
    path,
    url: asked,
    found: { route: found.page },
    // No target begins like that.
    question: forPeople && { ...forPeople, key: `page ${forPeople.target}` },
  };
  return { path, url: asked, found, question, page };
}

function toChange<Owner extends string>(
  routes: RouteTable<Owner>,
  method: string,
  url: string,
): Destination<Owner> {
  if (method === "OPTIONS" && url === wholeServer)
    return { path: wholeServer, url, found: undefined, question: undefined };
  const { path, query } = toCanonicalTarget(url);
  return { path, url: path + query, found: routes.find(method, path), question: undefined };
}

function questionAt(path: string, url: string, { cache, query }: Route): Question | undefined {
  if (!cache || url.length > maxQuestion) return undefined;
  const canonical = canonicalQuery(url.slice(path.length + 1), query);
  if (canonical === undefined) return undefined;
  const target = canonical === "" ? path : `${path}?${canonical}`;
  return { target, key: target };
}
