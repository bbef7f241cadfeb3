/** What is compared: each a process of its own, asked for the same 1 KB. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { requestOf } from "@shop/client/to-request";
import { gatewayApi } from "@shop/contracts/gateway/own";
import { userApi } from "@shop/contracts/user/api";
import { findFreePort } from "@shop/servers/port";
import { product, root, runGateway, type Absent, type Running, type Site } from "./site.ts";
import { servers, startServerNamed } from "./servers.ts";

export type Variant = {
  readonly name: string;
  readonly path: string;
  readonly isSignedIn?: true;
  readonly start: (site: Site) => Promise<Running | Absent>;
};

export const directName = "upstream, asked directly";
export const ourName = "this gateway";

/** A public read that no contract lets a gateway keep. */
const unkept = requestOf(userApi.getPublicKeys).path;

export const variants: readonly Variant[] = [
  ...(Object.keys(servers) as (keyof typeof servers)[]).map((name): Variant => ({
    name,
    path: product,
    start: startServerNamed(name),
  })),
  ...["fast-gateway", "@fastify/http-proxy", "http-proxy-middleware"].map((name): Variant => ({
    name,
    path: product,
    start: startNodeProxy(name),
  })),
  { name: `${ourName}, kept read`, path: product, start: startOurs },
  { name: `${ourName}, read that is not kept`, path: unkept, start: startOurs },
  { name: `${ourName}, signed in`, path: product, isSignedIn: true, start: startOurs },
];

function startNodeProxy(name: string): Variant["start"] {
  return async (site) => {
    const port = await findFreePort();
    const target = `http://127.0.0.1:${site.upstreamPort}`;
    const env = { ...site.env, NODE_ENV: "production", PORT: `${port}`, TARGET: target };
    const args = [join(import.meta.dirname, "node-proxy.ts"), name];
    return runGateway(site, { name, file: process.execPath, args, env, port });
  };
}

/** As its image runs it, behind which there is nothing but the upstream, Redis and RabbitMQ. Allowances are counted, and never used up. */
async function startOurs(site: Site): Promise<Running> {
  const port = await findFreePort();
  const upstream = `http://127.0.0.1:${site.upstreamPort}`;
  const env = {
    ...site.env,
    NODE_ENV: "production",
    INTERNAL_TOKEN_SECRET: randomBytes(32).toString("hex"),
    MALLOC_ARENA_MAX: "2",
    HOST: "127.0.0.1",
    PORT: `${port}`,
    METRICS_PORT: `${await findFreePort()}`,
    CATALOG_URL: upstream,
    USER_URL: upstream,
    ORDER_URL: upstream,
    WEB_URL: upstream,
    REDIS_URL: site.redisUrl,
    AMQP_URL: site.amqpUrl,
    RATE_LIMIT_PER_MINUTE: "1000000000",
    LOG_LEVEL: "warn",
  };
  const args = ["--max-semi-space-size=8", join(root, "gateway/src/main.ts")];
  return runGateway(site, {
    name: ourName,
    file: process.execPath,
    args,
    env,
    port,
    path: requestOf(gatewayApi.getLiveness).path,
  });
}
