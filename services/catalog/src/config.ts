import { listenEnvironment, secret, toListen } from "@shop/kit/config";
import { z } from "zod";

export const Config = z
  .object({
    ...listenEnvironment(8081),
    MONGO_URL: z.string().default("mongodb://127.0.0.1:27017/catalog?replicaSet=rs0"),
    AMQP_URL: z.string().default("amqp://127.0.0.1:5672"),
    USER_URL: z.url().default("http://127.0.0.1:8082"),
    INTERNAL_TOKEN_SECRET: secret("development-internal-token-secret-0123456789"),
    CURSOR_SECRET: secret("development-cursor-secret-0123456789abc"),
    /** How long an order may hold what it has not paid: longer than any order may stay open. */
    HOLD_MINUTES: z.coerce.number().positive().default(20),
    CRASH_AT: z.string().optional(),
  })
  .transform((env) => ({
    ...toListen(env),
    // An import of a gigabyte may take its time to arrive.
    requestTimeoutMs: 30 * 60_000,
    mongoUrl: env.MONGO_URL,
    amqpUrl: env.AMQP_URL,
    userUrl: env.USER_URL,
    internalTokenSecret: env.INTERNAL_TOKEN_SECRET,
    cursorSecret: env.CURSOR_SECRET,
    holdMs: env.HOLD_MINUTES * 60_000,
    crashAt: env.CRASH_AT,
  }));
export type Config = z.output<typeof Config>;
