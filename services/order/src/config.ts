import { listenEnvironment, realAddress, secret, toListen } from "@shop/kit/config";
import { z } from "zod";

export const Config = z
  .object({
    ...listenEnvironment(8083),
    MONGO_URL: z.string().default("mongodb://127.0.0.1:27017/order?replicaSet=rs0"),
    AMQP_URL: z.string().default("amqp://127.0.0.1:5672"),
    CATALOG_URL: z.url().default("http://127.0.0.1:8081"),
    USER_URL: z.url().default("http://127.0.0.1:8082"),
    PAYMENT_URL: realAddress("http://127.0.0.1:8090"),
    SMTP_URL: realAddress("smtp://127.0.0.1:1025"),
    MAIL_FROM: realAddress("SuperCoolShop <orders@supercoolshop.test>"),
    INTERNAL_TOKEN_SECRET: secret("development-internal-token-secret-0123456789"),
    CURSOR_SECRET: secret("development-cursor-secret-0123456789abc"),
    /** An order that is not final by then is ended: shorter than the catalog's holds. */
    ORDER_DEADLINE_MINUTES: z.coerce.number().positive().default(14),
    CRASH_AT: z.string().optional(),
  })
  .transform((env) => ({
    ...toListen(env),
    mongoUrl: env.MONGO_URL,
    amqpUrl: env.AMQP_URL,
    catalogUrl: env.CATALOG_URL,
    userUrl: env.USER_URL,
    paymentUrl: env.PAYMENT_URL,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    internalTokenSecret: env.INTERNAL_TOKEN_SECRET,
    cursorSecret: env.CURSOR_SECRET,
    deadlineMs: env.ORDER_DEADLINE_MINUTES * 60_000,
    crashAt: env.CRASH_AT,
  }));
export type Config = z.output<typeof Config>;
