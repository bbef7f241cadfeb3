/** Reads the environment once, at the top of `main.ts`. Nothing else touches process.env. */
import { z } from "zod";

type Environment = Readonly<Record<string, string | undefined>>;

const developmentValues = z.registry<{ value: string }>();

/** A secret with a value for development, which `NODE_ENV=production` refuses to start with. */
export function secret(developmentValue: string, { minLength = 32 }: { minLength?: number } = {}) {
  return z.string().min(minLength).default(developmentValue).register(developmentValues, {
    value: developmentValue,
  });
}

/** What every process needs to listen and to log; read it with `toListen`. */
export const listenEnvironment = (defaultPort: number) => ({
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(defaultPort),
  /** Not the public one: who reads the metrics is inside. */
  METRICS_HOST: z.string().min(1).default("127.0.0.1"),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export const toListen = (env: {
  HOST: string;
  PORT: number;
  METRICS_HOST: string;
  METRICS_PORT?: number | undefined;
  LOG_LEVEL: string;
}) => ({
  host: env.HOST,
  port: env.PORT,
  metricsHost: env.METRICS_HOST,
  metricsPort: env.METRICS_PORT ?? (env.PORT === 0 ? 0 : env.PORT + 1000),
  logLevel: env.LOG_LEVEL,
});

/** Throws one readable message that names every variable that is wrong. An empty variable counts as absent. */
export function loadConfig<Schema extends z.ZodType>(schema: Schema, env: Environment): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (!result.success) throw new Error(`Bad environment:\n${z.prettifyError(result.error)}`);
  const unsafe = env["NODE_ENV"] === "production" ? findDevelopmentSecrets(schema, given) : [];
  if (unsafe.length > 0)
    throw new Error(
      `Refusing to start in production with the development value of ${unsafe.join(", ")}: set it to a secret of your own.`,
    );
  return result.data;
}

function findDevelopmentSecrets(schema: z.ZodType, env: Environment): string[] {
  const object = schema instanceof z.ZodPipe ? schema.in : schema;
  if (!(object instanceof z.ZodObject)) return [];
  return Object.entries(object.shape)
    .filter(([name, field]) => {
      const registered = developmentValues.get(field as z.ZodType);
      return registered !== undefined && (env[name] ?? registered.value) === registered.value;
    })
    .map(([name]) => name);
}
