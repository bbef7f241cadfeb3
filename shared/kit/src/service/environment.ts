import { z } from "zod";
import { listenEnvironment, secret, toListen } from "../process/config.ts";

/** The environment of every service; a service adds its own variables. Read it with `toServiceConfig`. */
export const serviceEnvironment = (name: string, port: number) => ({
  ...listenEnvironment(port),
  MONGO_URL: z.string().default(`mongodb://127.0.0.1:27017/${name}?replicaSet=rs0`),
  AMQP_URL: z.string().default("amqp://127.0.0.1:5672"),
  INTERNAL_TOKEN_SECRET: secret("development-internal-token-secret-0123456789"),
  CURSOR_SECRET: secret("development-cursor-secret-0123456789abc"),
  /** The name of a step: the process kills itself right after it has been saved. */
  CRASH_AT: z.string().optional(),
});

type Environment = z.output<z.ZodObject<ReturnType<typeof serviceEnvironment>>>;

export const toServiceConfig = (env: Environment) => ({
  ...toListen(env),
  mongoUrl: env.MONGO_URL,
  amqpUrl: env.AMQP_URL,
  internalTokenSecret: env.INTERNAL_TOKEN_SECRET,
  cursorSecret: env.CURSOR_SECRET,
  crashAt: env.CRASH_AT,
});
export type ServiceConfig = ReturnType<typeof toServiceConfig>;
