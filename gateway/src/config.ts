import { listenEnvironment, toListen } from "@shop/kit/process/config";
import { z } from "zod";

/** A service's addresses, one for each instance, with commas between them. */
const urls = (standard: string) =>
  z
    .string()
    .default(standard)
    .transform((text) => text.split(",").map((url) => url.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/ })).min(1));

export const Config = z
  .object({
    ...listenEnvironment(8080),
    /** The one process that the world may reach. */
    HOST: z.string().min(1).default("0.0.0.0"),
    CATALOG_URL: urls("http://127.0.0.1:8081"),
    USER_URL: urls("http://127.0.0.1:8082"),
    ORDER_URL: urls("http://127.0.0.1:8083"),
    REDIS_URL: z.url().default("redis://127.0.0.1:6379"),
    AMQP_URL: z.url().default("amqp://127.0.0.1:5672"),
    RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(600),
    /** How many proxies of ours stand in front of the gateway. */
    TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  })
  .transform((env) => ({
    ...toListen(env),
    serviceUrls: { catalog: env.CATALOG_URL, user: env.USER_URL, order: env.ORDER_URL },
    redisUrl: env.REDIS_URL,
    amqpUrl: env.AMQP_URL,
    ratePerMinute: env.RATE_LIMIT_PER_MINUTE,
    trustedHops: env.TRUSTED_PROXY_HOPS,
  }));
export type Config = z.output<typeof Config>;
