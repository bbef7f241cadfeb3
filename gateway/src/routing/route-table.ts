/**
 * Which service answers what, and under which conditions: compiled from the contracts at start.
 * What is not in a public contract does not exist here.
 */
import { defaults, ignoresToken, type Access, type Api, type Endpoint } from "@shop/contracts/contract";

/** Each class has a breaker of its own, so that slow imports do not make reads be refused. */
export type RouteClass = "reads" | "writes" | "streams";

export type Route<Owner extends string = string> = {
  readonly owner: Owner;
  /** `get /products/:id`, the same for every request of the route. */
  readonly name: string;
  readonly access: Exclude<Access, "service">;
  readonly class: RouteClass;
  readonly timeoutMs: number;
  readonly bodyLimit: number;
  readonly cost: number;
  /** At sign-in a token that is present is not looked at, so that a stale one cannot prevent it. */
  readonly ignoresToken: boolean;
};

/** `allow` instead of a route: the path exists, but not with this method; it is the value of the `Allow` header. */
export type Found<Owner extends string> =
  | { readonly route: Route<Owner> }
  | { readonly route?: undefined; readonly allow: string };

type Node<Owner extends string> = {
  readonly words: Map<string, Node<Owner>>;
  parameter?: Node<Owner>;
  readonly routes: Map<string, Route<Owner>>;
};

const ranks = new Set<Access>(["all", "guest", "customer", "staff", "admin"]);

/** Throws when a contract is ambiguous, open to services only, or has no access rule. */
export function createRouteTable<Owner extends string>(apis: Readonly<Record<Owner, Api>>) {
  const root = createNode<Owner>();
  for (const [owner, api] of Object.entries<Api>(apis))
    for (const endpoint of Object.values(api)) addRoute(root, toRoute(owner as Owner, endpoint), endpoint);

  return {
    /** No request takes longer than this. */
    longestTimeoutMs: Math.max(
      ...Object.values<Api>(apis).flatMap((api) => Object.values(api).map(timeoutOf)),
    ),
    find(method: string, path: string): Found<Owner> | undefined {
      const node = nodeOf(root, path.split("/"), 1);
      if (!node) return undefined;
      const route = node.routes.get(method === "HEAD" ? "GET" : method);
      return route ? { route } : { allow: allowOf(node) };
    },
  };
}
export type RouteTable<Owner extends string> = ReturnType<typeof createRouteTable<Owner>>;

function toRoute<Owner extends string>(owner: Owner, endpoint: Endpoint): Route<Owner> {
  const { access, path, method } = endpoint;
  const name = `${method} ${path}`;
  if (access === "service" || path.startsWith("/internal"))
    throw new Error(`${name} is for services and cannot be public`);
  if (!ranks.has(access)) throw new Error(`${name} has no access rule`);
  const reads: RouteClass = method === "get" ? "reads" : "writes";
  return {
    owner,
    name,
    access,
    class: endpoint.bodyMode === "stream" ? "streams" : reads,
    timeoutMs: timeoutOf(endpoint),
    bodyLimit: endpoint.bodyLimit ?? defaults.bodyLimit,
    cost: endpoint.cost ?? 1,
    ignoresToken: ignoresToken(endpoint),
  };
}

const timeoutOf = ({ timeoutMs = defaults.timeoutMs }: Endpoint): number => timeoutMs;

function addRoute<Owner extends string>(root: Node<Owner>, route: Route<Owner>, { path, method }: Endpoint) {
  let node = root;
  for (const segment of path.split("/").slice(1)) node = childOf(node, segment);
  const key = method.toUpperCase();
  if (node.routes.has(key)) throw new Error(`${route.name} is answered twice`);
  node.routes.set(key, route);
}

function childOf<Owner extends string>(node: Node<Owner>, segment: string): Node<Owner> {
  if (segment.startsWith(":")) return (node.parameter ??= createNode());
  const child = node.words.get(segment) ?? createNode();
  node.words.set(segment, child);
  return child;
}

/** Tries words before parameters, with backtracking: `/products/import` is no product, `/products/import/reviews` is one's. */
function nodeOf<Owner extends string>(
  node: Node<Owner>,
  segments: readonly string[],
  index: number,
): Node<Owner> | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.routes.size > 0 ? node : undefined;
  const word = node.words.get(segment);
  return (
    (word && nodeOf(word, segments, index + 1)) ??
    (node.parameter && segment !== "" ? nodeOf(node.parameter, segments, index + 1) : undefined)
  );
}

function allowOf({ routes }: Node<string>): string {
  const methods = new Set(routes.keys());
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods, "OPTIONS"].toSorted().join(", ");
}

const createNode = <Owner extends string>(): Node<Owner> => ({ words: new Map(), routes: new Map() });
