import { listenEnvironment, toListen } from "@shop/kit/process/config";
import { z } from "zod";
import type { Policies } from "./limits/policies.ts";

const quota = z.coerce.number().int().min(1);

export const Config = z
  .object({
    ...listenEnvironment(8080),
    /** The one process that the world may reach. */
    HOST: z.string().min(1).default("0.0.0.0"),
    CATALOG_URL: z.url().default("http://127.0.0.1:8081"),
    USER_URL: z.url().default("http://127.0.0.1:8082"),
    ORDER_URL: z.url().default("http://127.0.0.1:8083"),
    REDIS_URL: z.url().default("redis://127.0.0.1:6379"),
    AMQP_URL: z.url().default("amqp://127.0.0.1:5672"),
    /** The cost that may be used in a minute, wherever the next three say nothing else. */
    RATE_LIMIT_PER_MINUTE: quota.default(600),
    RATE_LIMIT_PER_ADDRESS: quota.optional(),
    RATE_LIMIT_PER_CALLER: quota.optional(),
    RATE_LIMIT_PER_KEY: quota.optional(),
    /** In ten seconds; half of a minute's when it is not set, and never so little that opening one page is too much. */
    RATE_LIMIT_BURST: quota.optional(),
    /** How many proxies of ours stand in front of the gateway. */
    TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  })
  .transform((env) => ({
    ...toListen(env),
    serviceUrls: { catalog: env.CATALOG_URL, user: env.USER_URL, order: env.ORDER_URL },
    redisUrl: env.REDIS_URL,
    amqpUrl: env.AMQP_URL,
    rateLimits: toPolicies(env),
    trustedHops: env.TRUSTED_PROXY_HOPS,
  }));
export type Config = z.output<typeof Config>;

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
