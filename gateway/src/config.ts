import { ShopCurrencies } from "@shop/contracts/language/currencies";
import { listenEnvironment, secret, toListen } from "@shop/kit/process/config";
import { z } from "zod";
import type { Policies } from "./limits/policies.ts";

const quota = z.coerce.number().int().min(1);

const url = z.url({ protocol: /^https?$/ });

/** A service's addresses, one for each instance, with commas between them. */
const urls = (standard: string) =>
  z
    .string()
    .default(standard)
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.tuple([url], url));

export const Config = z
  .object({
    ...listenEnvironment(8080),
    /** The one process that the world may reach. */
    HOST: z.string().min(1).default("0.0.0.0"),
    CATALOG_URL: urls("http://127.0.0.1:8081"),
    USER_URL: urls("http://127.0.0.1:8082"),
    ORDER_URL: urls("http://127.0.0.1:8083"),
    WEB_URL: urls("http://127.0.0.1:8084"),
    REDIS_URL: z.url().default("redis://127.0.0.1:6379"),
    AMQP_URL: z.url().default("amqp://127.0.0.1:5672"),
    INTERNAL_TOKEN_SECRET: secret("development-internal-token-secret-0123456789"),
    SHOP_CURRENCIES: ShopCurrencies,
    /** Megabytes of answers that are kept in this process; 0: nothing is kept, here or in Redis. */
    CACHE_MB: z.coerce.number().int().min(0).max(16_384).default(64),
    /** Of the good answers from the cache, one in so many has a line in the access log. */
    ACCESS_LOG_KEPT_EVERY: z.coerce.number().int().min(1).default(100),
    /** The cost that may be used in a minute, wherever the next three say nothing else. */
    RATE_LIMIT_PER_MINUTE: quota.default(600),
    RATE_LIMIT_PER_ADDRESS: quota.optional(),
    RATE_LIMIT_PER_CALLER: quota.optional(),
    RATE_LIMIT_PER_KEY: quota.optional(),
    /** In ten seconds; half of a minute's when it is not set, and never so little that opening one page is too much. */
    RATE_LIMIT_BURST: quota.optional(),
    /** Streams and WebSockets that one sender may keep open; a sixth of a minute's requests when it is not set. */
    STREAMS_PER_SENDER: quota.optional(),
    /** How many proxies of ours stand in front of the gateway. */
    TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
    /** How many processes listen on the port together; as many as there are cores is a good number. */
    GATEWAY_WORKERS: z.coerce.number().int().min(1).max(64).default(1),
    /** Which of them this is, from 0; set by the one that starts them, and by nobody else. */
    GATEWAY_WORKER: z.coerce.number().int().min(0).max(63).optional(),
  })
  .refine(({ PORT, GATEWAY_WORKERS }) => GATEWAY_WORKERS === 1 || PORT !== 0, {
    path: ["GATEWAY_WORKERS"],
    error: "several share a PORT, which cannot be any free one",
  })
  .transform((env) => ({
    ...toListen(env),
    metricsPort: toMetricsPort(env),
    workers: env.GATEWAY_WORKERS,
    worker: env.GATEWAY_WORKER,
    serviceUrls: { catalog: env.CATALOG_URL, user: env.USER_URL, order: env.ORDER_URL, web: env.WEB_URL },
    internalTokenSecret: env.INTERNAL_TOKEN_SECRET,
    currencies: env.SHOP_CURRENCIES,
    redisUrl: env.REDIS_URL,
    amqpUrl: env.AMQP_URL,
    cacheBytes: env.CACHE_MB * 1024 * 1024,
    logsKeptEvery: env.ACCESS_LOG_KEPT_EVERY,
    rateLimits: toPolicies(env),
    streamsPerSender: env.STREAMS_PER_SENDER ?? Math.max(Math.ceil(env.RATE_LIMIT_PER_MINUTE / 6), 20),
    trustedHops: env.TRUSTED_PROXY_HOPS,
  }));
export type Config = z.output<typeof Config>;

/** Workers are a hundred ports apart, which leaves the next one to the next service. */
function toMetricsPort(env: Parameters<typeof toListen>[0] & { GATEWAY_WORKER?: number | undefined }) {
  const { metricsPort } = toListen(env);
  return metricsPort === 0 ? 0 : metricsPort + 100 * (env.GATEWAY_WORKER ?? 0);
}

function toPolicies(env: {
  RATE_LIMIT_PER_MINUTE: number;
  RATE_LIMIT_PER_ADDRESS?: number | undefined;
  RATE_LIMIT_PER_CALLER?: number | undefined;
  RATE_LIMIT_PER_KEY?: number | undefined;
  RATE_LIMIT_BURST?: number | undefined;
}): Policies {
  const perMinute = env.RATE_LIMIT_PER_MINUTE;
  return {
    address: { quota: env.RATE_LIMIT_PER_ADDRESS ?? perMinute, windowS: 60 },
    caller: { quota: env.RATE_LIMIT_PER_CALLER ?? perMinute, windowS: 60 },
    key: { quota: env.RATE_LIMIT_PER_KEY ?? perMinute, windowS: 60 },
    burst: { quota: env.RATE_LIMIT_BURST ?? Math.max(Math.ceil(perMinute / 2), 100), windowS: 10 },
  };
}
