/** The three databases of a shop, for programs that are no service: those that the environment names, or those of `npm start`. */
import { concerns, withoutConcerns } from "@shop/kit/mongo/concerns";
import { ensureReplicaSet } from "@shop/kit/mongo/replica-set";
import type { Environment } from "@shop/servers/command";
import { nameDatabase } from "@shop/servers/database-url";
import { hostsOf } from "@shop/servers/reach";
import mongoose, { type mongo } from "mongoose";
import { createBacking, serviceNames, type ServiceName } from "../backing.ts";
import { readKept } from "../kept.ts";
import { lockFolder } from "../lock.ts";

export type Databases = Readonly<Record<ServiceName, mongo.Db>>;
export type OpenDatabases = AsyncDisposable & {
  readonly databases: Databases;
  /** They are those of `npm start`, which can't run meanwhile. */
  readonly isOwn: boolean;
};
type Where = {
  readonly env: Environment;
  readonly dataDir: string;
  readonly packages: string;
  readonly say: (line: string) => void;
  /** A shop that `npm start` runs is left alone, and asked where it runs. */
  readonly mayRun: boolean;
};
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Urls = Readonly<Record<ServiceName, string>>;

/** Throws one sentence for what can't be used. */
export async function openDatabases(where: Where): Promise<OpenDatabases> {
  await using open = new AsyncDisposableStack();
  const named = findNamed(where.env);
  const { urls, isOwn } = named ? { urls: named, isOwn: false } : await findOwn(where, open);
  const databases = await Promise.all(
    serviceNames.map(async (service) => [service, await connect(service, urls[service], open)] as const),
  );
  const kept = open.move();
  return {
    databases: Object.fromEntries(databases) as Record<ServiceName, mongo.Db>,
    isOwn,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const variableOf = (service: ServiceName): string => `${service.toUpperCase()}_MONGO_URL`;

const urlsOf = (urlOf: (service: ServiceName, index: number) => string): Urls =>
  Object.fromEntries(serviceNames.map((service, index) => [service, urlOf(service, index)])) as Urls;

function findNamed(env: Environment): Urls | undefined {
  const server = env["MONGO_URL"];
  const missing = serviceNames.filter((service) => !env[variableOf(service)]).map(variableOf);
  if (missing.length === 0) return urlsOf((service) => env[variableOf(service)] ?? "");
  if (missing.length < serviceNames.length)
    throw new Error(`Each database is to be named, or none: ${missing.join(" and ")} is missing.`);
  return server ? urlsOf((service) => nameDatabase(server, service)) : undefined;
}

/** Those of the shop that runs, or else its servers alone, and it can't run until all is closed. */
async function findOwn(
  { env, dataDir, packages, say, mayRun }: Where,
  open: AsyncDisposableStack,
): Promise<{ urls: Urls; isOwn: boolean }> {
  try {
    open.use(await lockFolder(dataDir));
  } catch (cause) {
    const { mongodb } = await readKept(dataDir);
    if (!mayRun || !mongodb) throw cause;
    const urlOf = (index: number) => `mongodb://127.0.0.1:${mongodb.ports[index]}/?replicaSet=rs0`;
    return { urls: urlsOf((service, index) => nameDatabase(urlOf(index), service)), isOwn: false };
  }
  const backing = open.use(
    await createBacking({ env, dataDir, packages, say, onCrash: ({ title }) => say(`${title} ended.`) }),
  );
  // They are groups of their own, which Ctrl-C does not reach, and nobody else would end them.
  const end = (): void => void backing[Symbol.asyncDispose]().then(() => process.exit(1));
  for (const signal of signals) process.once(signal, end);
  open.defer(() => signals.forEach((signal) => process.off(signal, end)));
  await (
    await backing.startMongo(serviceNames)
  ).up;
  const urls = urlsOf(backing.mongoUrl);
  for (const url of Object.values(urls)) await ensureReplicaSet(url, { info: () => undefined });
  return { urls, isOwn: true };
}

async function connect(service: ServiceName, url: string, open: AsyncDisposableStack): Promise<mongo.Db> {
  // No read concern: that of a copy is its session's.
  const client = new mongoose.mongo.MongoClient(withoutConcerns(url), {
    writeConcern: concerns.writeConcern,
    serverSelectionTimeoutMS: 5_000,
  });
  open.defer(() => client.close());
  try {
    await client.connect();
  } catch (cause) {
    throw new Error(
      `The ${service} database at ${hostsOf(url)} cannot be reached: start it, or name where it is by ${variableOf(service)}.`,
      { cause },
    );
  }
  return client.db();
}
