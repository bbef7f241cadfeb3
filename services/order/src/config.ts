import { ShopCurrencies } from "@shop/contracts/language/currencies";
import { realAddress, secret } from "@shop/kit/process/config";
import { serviceEnvironment, toServiceConfig } from "@shop/kit/service/environment";
import { z } from "zod";

export const Config = z
  .object({
    ...serviceEnvironment("order", 8083),
    CATALOG_URL: z.url().default("http://127.0.0.1:8081"),
    USER_URL: z.url().default("http://127.0.0.1:8082"),
    /** Who moves the money. */
    PAYMENT_PROVIDER: z.enum(["sandbox", "stripe"]).default("sandbox"),
    PAYMENT_URL: realAddress("http://127.0.0.1:8090", { unless: { PAYMENT_PROVIDER: "stripe" } }),
    /** For one call. Four of them, an attempt's most, end before its lease does. */
    PAYMENT_TIMEOUT_MS: z.coerce.number().int().positive().max(4_500).default(4_000),
    /** With which the sandbox signs its events. */
    PAYMENT_WEBHOOK_SECRET: secret("whsec_c3VwZXJjb29sc2hvcC1kZXZlbG9wbWVudA==", {
      format: /^(?:whsec_)?[A-Za-z0-9+/]{32,512}={0,2}$/,
      unless: { PAYMENT_PROVIDER: "stripe" },
    }),
    STRIPE_SECRET_KEY: z.string().min(1).optional(),
    /** With which Stripe signs its events. */
    STRIPE_WEBHOOK_SECRET: z.string().min(1).optional(),
    STRIPE_URL: z.url().default("https://api.stripe.com"),
    SMTP_URL: realAddress("smtp://127.0.0.1:1025"),
    MAIL_FROM: realAddress("SuperCoolShop <orders@supercoolshop.test>"),
    /** Where the links in mails lead, and where customers come back to from their bank. */
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
    /** After the delivery. */
    REVIEW_INVITATION_DAYS: z.coerce.number().nonnegative().max(365).default(7),
    SELLER_NAME: z.string().min(1).default("SuperCoolShop"),
    /** Its lines, parted by semicolons. */
    SELLER_ADDRESS: z.string().min(1).default("Main Street 1;10115 Berlin;Germany"),
    SELLER_TAX_ID: z.string().default("DE000000000"),
  })
  .superRefine((env, context) => {
    if (env.PAYMENT_PROVIDER !== "stripe") return;
    for (const name of ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"] as const)
      if (env[name] === undefined)
        context.addIssue({ code: "custom", path: [name], message: "is needed for Stripe" });
  })
  .transform((env) => ({
    ...toServiceConfig(env),
    currencies: env.SHOP_CURRENCIES,
    catalogUrl: env.CATALOG_URL,
    userUrl: env.USER_URL,
    paymentUrl: env.PAYMENT_URL,
    paymentWebhookSecret: env.PAYMENT_WEBHOOK_SECRET,
    stripe: toStripe(env),
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
    reviewAfterMs: env.REVIEW_INVITATION_DAYS * 24 * 60 * 60_000,
    seller: {
      name: env.SELLER_NAME,
      address: env.SELLER_ADDRESS.split(";").map((part) => part.trim()),
      taxId: env.SELLER_TAX_ID,
    },
    webhooks: { allowsPrivate: env.WEBHOOK_ALLOW_PRIVATE },
    deadlineMs: env.ORDER_DEADLINE_MINUTES * 60_000,
  }));

type StripeEnvironment = {
  readonly [Name in "STRIPE_SECRET_KEY" | "STRIPE_WEBHOOK_SECRET"]?: string | undefined;
} & { readonly [Name in "PAYMENT_PROVIDER" | "STRIPE_URL" | "SHOP_URL"]: string };

/** Null: the sandbox moves the money. */
const toStripe = (env: StripeEnvironment) =>
  env.PAYMENT_PROVIDER === "stripe"
    ? {
        secretKey: env.STRIPE_SECRET_KEY ?? "",
        webhookSecret: env.STRIPE_WEBHOOK_SECRET ?? "",
        url: env.STRIPE_URL,
        shopUrl: env.SHOP_URL.replace(/\/{1,8}$/, ""),
      }
    : null;

export type Config = z.output<typeof Config>;
