import { ShopCurrencies } from "@shop/contracts/language/currencies";
import { realAddress } from "@shop/kit/process/config";
import { serviceEnvironment, toServiceConfig } from "@shop/kit/service/environment";
import { z } from "zod";

export const Config = z
  .object({
    ...serviceEnvironment("order", 8083),
    CATALOG_URL: z.url().default("http://127.0.0.1:8081"),
    USER_URL: z.url().default("http://127.0.0.1:8082"),
    PAYMENT_URL: realAddress("http://127.0.0.1:8090"),
    /** For one call. Four of them, an attempt's most, end before its lease does. */
    PAYMENT_TIMEOUT_MS: z.coerce.number().int().positive().max(4_500).default(4_000),
    SMTP_URL: realAddress("smtp://127.0.0.1:1025"),
    MAIL_FROM: realAddress("SuperCoolShop <orders@supercoolshop.test>"),
    /** Where the links in mails lead. */
    SHOP_URL: realAddress("http://localhost:8080"),
    REDIS_URL: z.string().default("redis://127.0.0.1:6379"),
    SHOP_CURRENCIES: ShopCurrencies,
    /** In a quarter of an hour; each sends a mail to whoever ordered it. */
    LOOKUPS_PER_ORDER: z.coerce.number().int().positive().default(5),
    LOOKUPS_PER_ADDRESS: z.coerce.number().int().positive().default(50),
    /** Webhooks may lead to this machine and its network: in development they do. */
    WEBHOOK_ALLOW_PRIVATE: z.stringbool().default(false),
    /** An order that is not final by then is ended: shorter than the catalog's holds. */
    ORDER_DEADLINE_MINUTES: z.coerce.number().positive().default(14),
  })
  .transform((env) => ({
    ...toServiceConfig(env),
    currencies: env.SHOP_CURRENCIES,
    catalogUrl: env.CATALOG_URL,
    userUrl: env.USER_URL,
    paymentUrl: env.PAYMENT_URL,
    paymentTimeoutMs: env.PAYMENT_TIMEOUT_MS,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    shopUrl: env.SHOP_URL.replace(/\/{1,8}$/, ""),
    redisUrl: env.REDIS_URL,
    lookupLimits: {
      perOrder: env.LOOKUPS_PER_ORDER,
      perAddress: env.LOOKUPS_PER_ADDRESS,
      windowS: 15 * 60,
    },
    webhooks: { allowsPrivate: env.WEBHOOK_ALLOW_PRIVATE },
    deadlineMs: env.ORDER_DEADLINE_MINUTES * 60_000,
  }));
export type Config = z.output<typeof Config>;
