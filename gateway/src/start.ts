/**
 * The composition root: opens what the gateway needs, wires it, and closes it in reverse. It waits for no server: the
 * gateway starts whatever is away.
 */
import { randomBytes } from "node:crypto";
import { publicApis, topology, type ServiceName } from "@shop/contracts/shop";
import { createTokenVerifier } from "@shop/kit/auth/tokens";
import { createRemoteKeys } from "@shop/kit/auth/keys";
import { connectBus } from "@shop/kit/messaging/bus/connect";
import type { Logger } from "@shop/kit/process/logger";
import { connectRedis } from "@shop/kit/redis";
import type { Service } from "@shop/kit/service/run";
import { createAuthenticate } from "./access/authenticate.ts";
import { createRevocations } from "./access/revocations.ts";
import { createGateway } from "./app.ts";
import type { Config } from "./config.ts";
import { createBodyReceiver } from "./entry/receive-body.ts";
import { createRateLimit } from "./limits/rate-limit.ts";
import { readDocuments } from "./own/documents.ts";
import { createHealth } from "./own/health.ts";
import { createOwnRoutes, ownApi } from "./own/own-routes.ts";
import { createRouteTable } from "./routing/route-table.ts";
import { measureUpstreams } from "./upstreams/upstream-metrics.ts";
import { createUpstream } from "./upstreams/upstreams.ts";

export const routes = createRouteTable({ gateway: ownApi, ...publicApis });

export async function start(config: Config, log: Logger): Promise<Service> {
  await using open = new AsyncDisposableStack();
  const { serviceUrls } = config;
  const redis = open.use(connectRedis(config.redisUrl, log));
  const bus = open.use(connectBus({ url: config.amqpUrl, name: "gateway", topology, log }));
  const revocations = open.use(createRevocations({ redis, bus, log }));
  const keys = open.use(createRemoteKeys({ url: `${serviceUrls.user[0]}/.well-known/jwks.json`, log }));
  // No service calls the gateway, so no token of a service is good here.
  const verifier = createTokenVerifier({
    keys,
    serviceSecret: randomBytes(32).toString("hex"),
    audience: "gateway",
  });
  const upstream = (name: ServiceName) => open.use(createUpstream({ name, urls: serviceUrls[name], log }));

  const upstreams = { catalog: upstream("catalog"), user: upstream("user"), order: upstream("order") };
  measureUpstreams(upstreams);

  const http = createGateway({
    routes,
    authenticate: createAuthenticate({ verifier, revocations }),
    rateLimit: createRateLimit({ redis, perMinute: config.ratePerMinute }),
    receiveBody: createBodyReceiver(),
    owners: {
      gateway: createOwnRoutes({ health: createHealth(serviceUrls), documents: await readDocuments() }),
      ...upstreams,
    },
    trustedHops: config.trustedHops,
    log,
  });

  const opened = open.move();
  return { http, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
