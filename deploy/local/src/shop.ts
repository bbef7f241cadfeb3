/** A whole shop of child processes, for `npm start` and for tests. Nobody waits for the broker. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "./servers/command.ts";
import { type Backing, createBacking, type ServiceName } from "./backing.ts";
import { findFreePorts, type Ports } from "./ports.ts";
import { planProcesses, type ProcessName, processNames } from "./processes.ts";
import { waitForSignIn } from "./sign-in.ts";
import { createShopProcess, type ShopProcess } from "./shop-process.ts";

export type ShopOptions = {
  /** The process environment: MONGO_URL, REDIS_URL and AMQP_URL name servers that are there already; the rest is passed on. */
  readonly env: Environment;
  readonly dataDir: string;
  /** Free ones when absent. */
  readonly ports?: Ports;
  readonly gatewayHost?: string;
  readonly withBroker?: boolean;
  readonly databaseSuffix?: string;
  /** Ends a start that is still under way. */
  readonly signal?: AbortSignal;
  readonly say?: (line: string) => void;
  readonly onLine?: (name: string, line: string) => void;
};

export type Shop = AsyncDisposable & {
  readonly gatewayUrl: string;
  readonly urls: Readonly<Record<ProcessName, string>>;
  readonly mailUrl: string;
  readonly sandboxUrl: string;
  readonly redisUrl: string;
  readonly amqpUrl: string;
  readonly smtpPort: number;
  mongoUrl(service: ServiceName): string;
  /** Where the databases lie; undefined for a MongoDB that was there before. */
  mongoFolder(): string | undefined;
  process(name: ProcessName): ShopProcess;
  /** Resolves when the broker answers; it is started with the shop unless `withBroker` is false. */
  startBroker(): Promise<void>;
  stopBroker(signal?: NodeJS.Signals): Promise<void>;
  /** Those of `servers`: `catalog`, `user` and `order` are the services' databases, then `redis` and `rabbitmq`. */
  stopServer(key: string, signal?: NodeJS.Signals): Promise<void>;
  startServer(key: string): Promise<void>;
  readonly servers: Backing["servers"];
  /** Resolves with the reason when something ended that nobody had ended. */
  readonly failed: Promise<string>;
};

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const packages = join(root, ".data/packages");

/** Resolves when all processes answer; the broker may still be starting. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const { env, dataDir, withBroker = true, gatewayHost = "127.0.0.1", databaseSuffix } = options;
  const { say = () => undefined, onLine = () => undefined } = options;
  const ports = options.ports ?? (await findFreePorts());
  const failure = Promise.withResolvers<string>();
  let isStopping = false;
  const fail = (reason: string) => {
    if (!isStopping) failure.resolve(reason);
  };
  await mkdir(dataDir, { recursive: true });
  await using open = new AsyncDisposableStack();
  const backing = open.use(
    await createBacking({
      env,
      dataDir,
      packages,
      say,
      ...(databaseSuffix === undefined ? {} : { databaseSuffix }),
      onCrash: fail,
    }),
  );
  const compileCache = join(root, ".data/compile-cache");
  const plans = planProcesses({ env, dataDir, compileCache, ports, gatewayHost, backing });
  const processes = Object.fromEntries(
    processNames.map((name) => {
      const logFile = join(dataDir, "logs", `${name}.log`);
      return [name, createShopProcess({ ...plans[name], name, root, logFile, onLine, onCrash: fail })];
    }),
  ) as unknown as Record<ProcessName, ShopProcess>;
  open.defer(async () => {
    isStopping = true;
    await Promise.all(processNames.map((name) => processes[name].kill("SIGTERM")));
  });

  options.signal?.addEventListener("abort", () => fail("The start was ended"), { once: true });
  await Promise.race([
    startAll(backing, processes, withBroker, fail),
    failure.promise.then((reason) => Promise.reject(new Error(reason))),
  ]);

  const running = open.move();
  return {
    gatewayUrl: processes.gateway.url,
    urls: Object.fromEntries(processNames.map((name) => [name, processes[name].url])) as Record<
      ProcessName,
      string
    >,
    mailUrl: processes.mail.url,
    sandboxUrl: processes.sandbox.url,
    redisUrl: backing.redisUrl,
    amqpUrl: backing.amqpUrl,
    smtpPort: ports.smtp,
    mongoUrl: backing.mongoUrl,
    mongoFolder: backing.mongoFolder,
    process: (name) => processes[name],
    startBroker: backing.startBroker,
    stopBroker: backing.stopBroker,
    stopServer: backing.stopServer,
    startServer: backing.startServer,
    servers: backing.servers,
    failed: failure.promise,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** What a first visitor needs comes first; the broker takes both cores for seconds and comes last. */
async function startAll(
  backing: Backing,
  processes: Readonly<Record<ProcessName, ShopProcess>>,
  withBroker: boolean,
  fail: (reason: string) => void,
): Promise<void> {
  const bring = async (name: ProcessName) => {
    await processes[name].start();
    await processes[name].waitReady();
  };
  const redis = backing.startRedis();
  redis.catch(() => undefined);
  if (withBroker) backing.prepareBroker();
  const mongo = await backing.startMongo();
  await Promise.all([mongo.up, redis.then(() => bring("gateway")), bring("catalog")]);
  const rest = Promise.all([bring("user"), bring("order"), bring("sandbox")]);
  if (withBroker) backing.startBroker().catch((error: Error) => fail(error.message));
  await rest;
  const forTheSignedIn = [
    `${processes.gateway.url}/cart`,
    `${processes.order.url}/cart`,
    `${processes.catalog.url}/stock/any`,
  ];
  // An order does not wait for its mail.
  await Promise.all([bring("mail"), ...forTheSignedIn.map((url) => waitForSignIn(url))]);
}
