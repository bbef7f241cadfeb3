import { serviceEnvironment, toServiceConfig } from "@shop/kit/service/environment";
import { z } from "zod";

export const Config = z
  .object({
    ...serviceEnvironment("catalog", 8081),
    USER_URL: z.url().default("http://127.0.0.1:8082"),
    /** How long an order may hold what it has not paid: longer than any order may stay open. */
    HOLD_MINUTES: z.coerce.number().positive().default(20),
    /** `embedded`: in this process, for up to about 100,000 products. `opensearch`: at OPENSEARCH_URL. */
    PRODUCT_SEARCH: z.enum(["embedded", "opensearch"]).default("embedded"),
    OPENSEARCH_URL: z.url().default("http://127.0.0.1:9200"),
  })
  .transform((env) => ({
    ...toServiceConfig(env),
    // An import of a gigabyte may take its time to arrive.
    requestTimeoutMs: 30 * 60_000,
    userUrl: env.USER_URL,
    productSearch: env.PRODUCT_SEARCH,
    openSearchUrl: env.OPENSEARCH_URL,
    holdMs: env.HOLD_MINUTES * 60_000,
  }));
export type Config = z.output<typeof Config>;
