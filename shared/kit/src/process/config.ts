/** Reads the environment once, at the top of `main.ts`. Nothing else touches process.env. */
import { z } from "zod";

type Environment = Readonly<Record<string, string | undefined>>;

type Guard = {
  /** What the variable has when nobody sets it. */
  readonly value: string;
  readonly isUnfit: (value: string) => boolean;
  readonly kind: "secret" | "address";
  /** Where these variables are so, nothing uses it. */
  readonly unless?: Environment | undefined;
};
const guards = z.registry<Guard>();

/** A secret with a value for development, which `NODE_ENV=production` refuses to start with. */
export function secret(
  developmentValue: string,
  {
    minLength = 32,
    format = /^/,
    unless,
  }: { minLength?: number; format?: RegExp; unless?: Environment } = {},
) {
  return z
    .string()
    .min(minLength)
    .regex(format)
    .default(developmentValue)
    .register(guards, {
      kind: "secret",
      unless,
      value: developmentValue,
      // Among others in a list it is no better.
      isUnfit: (value) => value.split(",").includes(developmentValue),
    });
}

/**
 * A URL, or a mail address if the development value is one, that others must be able to reach.
 * `NODE_ENV=production` refuses to start with one that leads to this machine or to the domain for tests.
 */
export function realAddress(developmentValue: string, { unless }: { unless?: Environment } = {}) {
  const hostOf = isUrl(developmentValue) ? hostOfUrl : hostOfMailAddress;
  return z
    .string()
    .refine((value) => hostOf(value) !== undefined, {
      error: isUrl(developmentValue) ? "must be a URL" : "must be a mail address",
    })
    .default(developmentValue)
    .register(guards, {
      kind: "address",
      unless,
      value: developmentValue,
      isUnfit: (value) => forDevelopment.test(hostOf(value) ?? ""),
    });
}

const isUrl = (value: string): boolean => value.includes("://");

const hostOfUrl = (value: string): string | undefined =>
  (isUrl(value) && URL.parse(value)?.hostname.toLowerCase()) || undefined;

/** Of `shop@example.com` and of `Shop <shop@example.com>`. */
const hostOfMailAddress = (value: string): string | undefined =>
  /^[^\r\n]*[^\s@<>]@([^\s@<>]+)>?$/.exec(value.trim())?.[1]?.toLowerCase();

/** Loopback by name and number, and RFC 2606's domain for tests. */
const forDevelopment = /^127\.|^0\.0\.0\.0$|^\[::1?\]$|^\[::ffff:7f|(?:^|\.)(?:localhost|test)\.?$/;

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
  const refusals = env["NODE_ENV"] === "production" ? refuseForProduction(schema, given) : [];
  if (refusals.length > 0) throw new Error(`Refusing to start in production ${refusals.join("; nor ")}.`);
  return result.data;
}

function refuseForProduction(schema: z.ZodType, env: Environment): string[] {
  const object = schema instanceof z.ZodPipe ? schema.in : schema;
  if (!(object instanceof z.ZodObject)) return [];
  const unfit = Object.entries(object.shape).flatMap(([name, field]) => {
    const guard = guards.get(field as z.ZodType);
    const isUnused = Object.entries(guard?.unless ?? {}).some(([other, value]) => env[other] === value);
    return !isUnused && guard?.isUnfit(env[name] ?? guard.value) ? [{ name, kind: guard.kind }] : [];
  });
  const namesOf = (kind: Guard["kind"]) =>
    unfit
      .filter((each) => each.kind === kind)
      .map(({ name }) => name)
      .join(", ");
  const [secrets, addresses] = [namesOf("secret"), namesOf("address")];
  return [
    ...(secrets ? [`with the development value of ${secrets}: set it to a secret of your own`] : []),
    ...(addresses
      ? [`with an address in ${addresses} that only a developer's machine knows: set it to the real one`]
      : []),
  ];
}
