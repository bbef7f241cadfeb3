import { ShopCurrencies } from "@shop/contracts/language/currencies";
import { serviceEnvironment, toServiceConfig } from "@shop/kit/service/environment";
import { z } from "zod";

export const Config = z
  .object({
    ...serviceEnvironment("catalog", 8081),
    USER_URL: z.url().default("http://127.0.0.1:8082"),
    SHOP_CURRENCIES: ShopCurrencies,
    /** How long an order may hold what it has not paid: longer than any order may stay open. */
    HOLD_MINUTES: z.coerce.number().positive().default(20),
  })
  .transform((env) => ({
    ...toServiceConfig(env),
    // An import of a gigabyte may take its time to arrive.
    requestTimeoutMs: 30 * 60_000,
    currencies: env.SHOP_CURRENCIES,
    userUrl: env.USER_URL,
    holdMs: env.HOLD_MINUTES * 60_000,
  }));
export type Config = z.output<typeof Config>;
