import { ShopCurrencies } from "@shop/contracts/language/currencies";
import { Country } from "@shop/contracts/language/values";
import { listenEnvironment, realAddress, secret, toListen } from "@shop/kit/process/config";
import { z } from "zod";

const service = (port: number) => z.url({ protocol: /^https?$/ }).default(`http://127.0.0.1:${port}`);

const zones = new Set(Intl.supportedValuesOf("timeZone"));

export const Config = z
  .object({
    ...listenEnvironment(8084),
    NODE_ENV: z.string().optional(),
    CATALOG_URL: service(8081),
    USER_URL: service(8082),
    ORDER_URL: service(8083),
    /** What people call the shop; where its pages say that they are. */
    SHOP_URL: realAddress("http://localhost:8080"),
    SHOP_CURRENCIES: ShopCurrencies,
    /** In which days and hours are told. */
    SHOP_TIME_ZONE: z
      .string()
      .default("Europe/Berlin")
      .refine((zone) => zone === "UTC" || zones.has(zone), { error: "must be a time zone of the IANA" }),
    /** Where things go unless somebody says otherwise. */
    SHOP_COUNTRY: Country.default("DE"),
    /** Who moves the money, as the order service has it. */
    PAYMENT_PROVIDER: z.enum(["sandbox", "stripe"]).default("sandbox"),
    INTERNAL_TOKEN_SECRET: secret("development-internal-token-secret-0123456789"),
  })
  .transform((env) => ({
    ...toListen(env),
    isDevelopment: env.NODE_ENV !== "production",
    serviceUrls: { catalog: env.CATALOG_URL, user: env.USER_URL, order: env.ORDER_URL },
    shopUrl: env.SHOP_URL.replace(/\/{1,8}$/, ""),
    currencies: env.SHOP_CURRENCIES,
    homeCountry: env.SHOP_COUNTRY,
    paymentProvider: env.PAYMENT_PROVIDER,
    timeZone: env.SHOP_TIME_ZONE,
    internalTokenSecret: env.INTERNAL_TOKEN_SECRET,
  }));
export type Config = z.output<typeof Config>;
