/** A gateway on a free port in front of a fake service, with as much of the real parts as a test asks for. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { createTokenVerifier } from "@shop/kit/auth/tokens";
import type { KeySource } from "@shop/kit/auth/keys";
import type { Role } from "@shop/contracts/language/access";
import { createLogger, type Logger } from "@shop/kit/process/logger";
import { createTestTokens } from "@shop/testing/tokens";
import { afterAll, afterEach, beforeAll } from "vitest";
import { createGateway } from "../src/app.ts";
import { createAccessLog } from "../src/entry/access-log.ts";
import type { Exchange } from "../src/access/api-key-client.ts";
import { createApiKeys } from "../src/access/api-keys.ts";
import { createGuesses } from "../src/access/guesses.ts";
import { createAuthenticate } from "../src/access/authenticate.ts";
import type { BreakerOptions } from "../src/upstreams/breaker.ts";
import { readDocuments } from "../src/own/documents.ts";
import { createOperation } from "../src/own/operation.ts";
import { createRouteNumbers } from "../src/own/route-numbers.ts";
import { createOwnRoutes, ownApi } from "../src/own/own-routes.ts";
import { createOpenStreams } from "../src/limits/open-streams.ts";
import type { RateLimit } from "../src/limits/rate-limit.ts";
import { createBodyReceiver, type BodyLimits } from "../src/entry/receive-body.ts";
import type { Revocations } from "../src/access/revocations.ts";
import { createStreamAccess } from "../src/access/stream-access.ts";
import { createRouteTable } from "../src/routing/route-table.ts";
import { tuneServer } from "../src/entry/server.ts";
import { createEdgeCache, type Ask, type EdgeCache } from "../src/cache/edge-cache.ts";
import { tagsIn } from "../src/cache/kept.ts";
import { ownHeaders } from "../src/entry/transit.ts";
import { createUpstream, type Upstream, type UpstreamOptions } from "../src/upstreams/upstreams.ts";
import { pagesApi, serviceApi } from "./fake-api.ts";
import { startFakeService, type FakeService } from "./upstream.ts";

export const silent = createLogger("test", "silent");
export const tokens = createTestTokens();

const health = async () => ({ status: "ok", services: { shop: "ok" } }) as const;
const unlimited: Pick<RateLimit, "take"> = { take: () => ({ fields: [] }) };
type Revoked = Pick<Revocations, "check" | "whenEnded">;
const noKeys: Exchange = async () => undefined;
const noneRevoked: Revoked = { check: () => undefined, whenEnded: () => () => undefined };

/** Every plain request can go by either way to its service; what a client sees is the same. */
export const lanes = [
  { lane: "plain", upstream: {} },
  { lane: "streams", upstream: { streamsAll: true } },
] as const;

export type GatewayOptions = {
  readonly serviceUrl: string;
  readonly rateLimit?: Pick<RateLimit, "take">;
  readonly revocations?: Revoked;
  readonly keys?: KeySource;
  readonly exchange?: Exchange;
  readonly breaker?: BreakerOptions;
  readonly upstream?: Partial<UpstreamOptions>;
  readonly trustedHops?: number;
  readonly body?: BodyLimits;
  readonly streamsPerSender?: number;
  readonly log?: Logger;
  readonly logsKeptEvery?: number;
  /** A cache of the test's own making. */
  readonly openCache?: (ask: Ask) => EdgeCache & AsyncDisposable;
  /** What it keeps of answers; nothing when absent. */
  readonly cache?: Partial<Omit<Parameters<typeof createEdgeCache>[0], "ask">>;
};

export type RunningGateway = AsyncDisposable & {
  readonly url: string;
  readonly cache: EdgeCache | undefined;
  readonly port: number;
  readonly upstream: Upstream;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  /** Sends these bytes and answers everything that comes back until the connection ends. */
  readonly raw: (...lines: string[]) => Promise<string>;
};

export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { serviceUrl, breaker, keys = tokens.keys, log = silent, revocations = noneRevoked } = options;
  const upstream = createUpstream({
    name: "shop",
    urls: [serviceUrl],
    log,
    breaker,
    onAnswer: (_route, _status, surrogateKey) =>
      cache?.purge(tagsIn(surrogateKey) ?? [], { isAnnounced: true }),
    ...options.upstream,
  });
  const ask: Ask = ({ target }, route, transit) =>
    upstream.ask({ target, headers: ownHeaders(transit), priority: "anonymous" }, route);
  const { cache, opened } = openCache(options, ask);
  const verifier = createTokenVerifier({ keys, serviceSecret: "x".repeat(32), audience: "gateway" });
  const routeNumbers = createRouteNumbers();
  const operation = createOperation({
    routeNumbers,
    upstreams: { shop: upstream },
    rateLimit: { state: () => ({ senders: 0, isShared: true, policies: [], fullest: [] }) },
    cache,
    cacheBytes: 1024 ** 2,
    connected: () => ({ bus: true, redis: true }),
  });
  const routes = createRouteTable({ shop: serviceApi, gateway: ownApi, web: pagesApi });
  const gateway = createGateway({
    routes,
    authenticate: createAuthenticate({
      verifier,
      revocations,
      apiKeys: createApiKeys({ exchange: options.exchange ?? noKeys, guesses: createGuesses() }),
    }),
    rateLimit: options.rateLimit ?? unlimited,
    openStreams: createOpenStreams(options.streamsPerSender ?? 1_000),
    streamAccess: createStreamAccess(revocations),
    receiveBody: createBodyReceiver({ timeoutMs: 1_000, ...options.body }),
    owners: {
      shop: upstream,
      web: upstream,
      gateway: createOwnRoutes({ health, documents: await readDocuments(), operation, currencies: ["EUR"] }),
    },
    cache,
    trustedHops: options.trustedHops ?? 0,
    logAccess: createAccessLog(log, { keptEvery: options.logsKeptEvery ?? 1, note: routeNumbers.note }),
  });
  const server = createServer({ connectionsCheckingInterval: 5_000 }, gateway).listen(0, "127.0.0.1");
  tuneServer(server, routes);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    cache,
    upstream,
    get: (path, headers = {}) => fetch(url + path, { headers, redirect: "manual" }),
    raw: (...lines) => sendRaw(port, lines.join("\r\n")),
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await opened?.[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

function openCache(options: GatewayOptions, ask: Ask) {
  const opened = options.openCache?.(ask);
  if (opened || !options.cache) return { cache: opened, opened };
  return { cache: createEdgeCache({ maxBytes: 1024 ** 2, lifeMs: 360_000, ask, ...options.cache }), opened };
}

async function sendRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => (answer += chunk));
  socket.on("error", () => undefined);
  socket.write(text);
  await once(socket, "close");
  return answer;
}

/** How many answers came back; every one begins with its status line. */
export const statusesOf = (answer: string): string[] => answer.match(/(?<=HTTP\/1\.1 )\d{3}/g) ?? [];

export const problemIn = async (response: Response): Promise<Record<string, unknown>> => {
  const problem = (await response.json()) as Record<string, unknown>;
  return { type: response.headers.get("content-type"), status: problem["status"], code: problem["code"] };
};

/** A fake service for the tests of one file; what a test opens in front of it is closed after the test. */
export function useFakeService() {
  let service: FakeService;
  const open: AsyncDisposable[] = [];
  beforeAll(async () => {
    service = await startFakeService();
  });
  afterAll(() => service[Symbol.asyncDispose]());
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each[Symbol.asyncDispose]();
  });
  return {
    open,
    url: () => service.url,
    service: () => service,
    received: () => service.received,
    /** A gateway of the test's own, as a function that calls it with or without an `Authorization`. */
    start: async (options: Omit<GatewayOptions, "serviceUrl"> = {}) => {
      const gateway = await startGateway({ serviceUrl: service.url, ...options });
      open.push(gateway);
      return (path: string, authorization?: string, method = "GET") =>
        fetch(gateway.url + path, { method, headers: authorization === undefined ? {} : { authorization } });
    },
  };
}

export const bearerOf = async (role: Role, sessionId: string = randomUUID()): Promise<string> =>
  `Bearer ${await tokens.tokenFor({ id: randomUUID(), role, sessionId })}`;
