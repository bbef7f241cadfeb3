/**
 * The composition root: opens what the gateway needs, wires it, and closes it in reverse. It waits for no server: the
 * gateway starts whatever is away.
 */
import { randomBytes } from "node:crypto";
import { everything } from "@shop/contracts/language/cache";
import { eventDefinitions, publicApis, topology } from "@shop/contracts/shop";
import { webApi } from "@shop/contracts/web/api";
import { createHttpClient } from "@shop/kit/http/client";
import { createServiceTokens, createTokenVerifier } from "@shop/kit/auth/tokens";
import { createRemoteKeys } from "@shop/kit/auth/keys";
import { connectBus } from "@shop/kit/messaging/bus/connect";
import type { Logger } from "@shop/kit/process/logger";
import { connectRedis } from "@shop/kit/redis";
import type { Service } from "@shop/kit/service/run";
import { createExchange } from "./access/api-key-client.ts";
import { createApiKeys } from "./access/api-keys.ts";
import { createAuthenticate } from "./access/authenticate.ts";
import { createGuesses } from "./access/guesses.ts";
import { createRevocations } from "./access/revocations.ts";
import { createSessionClient } from "./access/session-client.ts";
import { createGateway } from "./app.ts";
import type { Config } from "./config.ts";
import { tagsIn } from "./cache/kept.ts";
import { openCache } from "./cache/open-cache.ts";
import { createAccessLog } from "./entry/access-log.ts";
import { createBodyReceiver } from "./entry/receive-body.ts";
import { createStreamAccess } from "./access/stream-access.ts";
import { createOpenStreams } from "./limits/open-streams.ts";
import { createRateLimit } from "./limits/rate-limit.ts";
import { readDocuments } from "./own/documents.ts";
import { createHealth } from "./own/health.ts";
import { createOperation } from "./own/operation.ts";
import { createRouteNumbers } from "./own/route-numbers.ts";
import { createOwnRoutes, ownApi } from "./own/own-routes.ts";
import { createRouteTable, type Route } from "./routing/route-table.ts";
import { ownHeaders } from "./entry/transit.ts";
import { measureUpstreams } from "./upstreams/upstream-metrics.ts";
import { createUpstream } from "./upstreams/upstreams.ts";

export const routes = createRouteTable({ gateway: ownApi, ...publicApis, web: webApi });

type Upstreams = keyof Config["serviceUrls"];

export async function start(config: Config, log: Logger): Promise<Service> {
  await using open = new AsyncDisposableStack();
  const { serviceUrls } = config;
  const redis = open.use(connectRedis(config.redisUrl, log));
  const bus = open.use(connectBus({ url: config.amqpUrl, name: "gateway", topology, log }));
  const tokens = createServiceTokens({ secret: config.internalTokenSecret, issuer: "gateway" });
  const users = serviceUrls.user.map((baseUrl) =>
    createHttpClient({ name: "user", baseUrl, tokens, timeoutMs: 1_000, resetMs: 1_000 }),
  );
  const sessions = createSessionClient(users);
  const revocations = open.use(createRevocations({ redis, bus, sessions, log }));
  const apiKeys = createApiKeys({ exchange: createExchange(users), guesses: createGuesses() });
  const keys = open.use(
    createRemoteKeys({ urls: serviceUrls.user.map((url) => `${url}/.well-known/jwks.json`), log }),
  );
  // No service calls the gateway, so no token of a service is good here.
  const verifier = createTokenVerifier({
    keys,
    serviceSecret: randomBytes(32).toString("hex"),
    audience: "gateway",
  });
  /** Whoever has changed something sees it, here, as soon as it is answered. */
  const onAnswer = (_route: Route, _status: number, surrogateKey: string): Promise<void> | undefined =>
    cache?.purge(tagsIn(surrogateKey) ?? [everything], { isAnnounced: true });
  const upstream = (name: Upstreams) =>
    open.use(createUpstream({ name, urls: serviceUrls[name], log, onAnswer }));
  const upstreams = {
    catalog: upstream("catalog"),
    user: upstream("user"),
    order: upstream("order"),
    web: upstream("web"),
  };
  measureUpstreams(upstreams);
  const cache =
    config.cacheBytes === 0
      ? undefined
      : open.use(
          openCache({
            maxBytes: config.cacheBytes,
            lifeMs: routes.longestKeptMs,
            redis,
            bus,
            events: eventDefinitions,
            ask: ({ target }, route, transit) =>
              upstreams[route.owner as Upstreams].ask(
                { target, headers: ownHeaders(transit), priority: "anonymous" },
                route,
              ),
            log,
          }),
        );

  const routeNumbers = createRouteNumbers();
  const rateLimit = createRateLimit({ redis, policies: config.rateLimits });
  const operation = createOperation({
    routeNumbers,
    rateLimit,
    upstreams,
    cache,
    cacheBytes: config.cacheBytes,
    connected: () => ({ bus: bus.isConnected(), redis: redis.status === "ready" }),
  });

  const http = createGateway({
    routes,
    authenticate: createAuthenticate({ verifier, revocations, apiKeys }),
    rateLimit,
    openStreams: createOpenStreams(config.streamsPerSender),
    streamAccess: createStreamAccess(revocations),
    receiveBody: createBodyReceiver(),
    owners: {
      gateway: createOwnRoutes({
        health: createHealth(serviceUrls),
        documents: await readDocuments(),
        operation,
        currencies: config.currencies,
      }),
      ...upstreams,
    },
    cache,
    trustedHops: config.trustedHops,
    logAccess: createAccessLog(log, { keptEvery: config.logsKeptEvery, note: routeNumbers.note }),
  });

  const opened = open.move();
  return { http, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
