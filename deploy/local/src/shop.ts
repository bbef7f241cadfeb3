/** A whole shop of child processes, for `npm start` and for tests. Nobody waits for the broker. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "@shop/servers/command";
import { type Backing, createBacking, type ServiceName } from "./backing.ts";
import { describeEnd, type End } from "./describe-end.ts";
import { findFreePorts, type Ports } from "./ports.ts";
import { planProcesses, type ProcessName, processNames } from "./processes.ts";
import { logFileOf, startAll } from "./start-all.ts";
import { createShopProcess, type ShopProcess } from "./shop-process.ts";
import { createSupervisor, type Supervised } from "./supervisor.ts";

export type ShopOptions = {
  /** The process environment: MONGO_URL, REDIS_URL and AMQP_URL name servers that are there already; the rest is passed on. */
  readonly env: Environment;
  readonly dataDir: string;
  /** Free ones when absent. */
  readonly ports?: Ports;
  readonly gatewayHost?: string;
  readonly withBroker?: boolean;
  readonly databaseSuffix?: string;
  /** What ends by itself once the shop is open is started again, and `failed` stays pending. */
  readonly isSupervised?: boolean;
  /** Node's own flags for a process, such as `--inspect`. */
  readonly nodeFlags?: Readonly<Partial<Record<ProcessName, readonly string[]>>>;
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
  const state = { isOpen: false, isStopping: false };
  const fail = (reason: string) => {
    if (!state.isStopping) failure.resolve(reason);
  };
  await mkdir(dataDir, { recursive: true });
  await using open = new AsyncDisposableStack();
  const supervisor = options.isSupervised ? createSupervisor({ say }) : undefined;
  // A shop that does not come up is somebody's mistake; one that came up goes on.
  const onCrash = (unit: Supervised, end: End) => {
    if (supervisor && state.isOpen) supervisor.restart(unit, end);
    else fail(describeEnd(end));
  };
  const unitOf = memoise((key: string): Supervised => ({
    start: () => backing.startServer(key),
    isRunning: () => backing.servers.has(key),
  }));
  const backing = open.use(
    await createBacking({
      env,
      dataDir,
      packages,
      say,
      reserved: Object.values(ports),
      ...(databaseSuffix === undefined ? {} : { databaseSuffix }),
      onCrash: (end, key) => onCrash(unitOf(key), end),
    }),
  );
  const compileCache = join(root, ".data/compile-cache");
  const plans = planProcesses({ env, dataDir, compileCache, ports, gatewayHost, backing });
  const processes = Object.fromEntries(
    processNames.map((name) => {
      const process: ShopProcess = createShopProcess({
        ...plans[name],
        name,
        root,
        logFile: logFileOf(dataDir, name),
        nodeFlags: options.nodeFlags?.[name] ?? [],
        onLine,
        onCrash: (end) => onCrash(unit, end),
      });
      const unit: Supervised = {
        isRunning: () => process.isRunning(),
        start: async () => {
          await process.start();
          await process.waitReady();
        },
      };
      return [name, process];
    }),
  ) as unknown as Record<ProcessName, ShopProcess>;
  open.defer(async () => {
    state.isStopping = true;
    const stopped = supervisor?.[Symbol.asyncDispose]();
    await Promise.all(processNames.map((name) => processes[name].kill("SIGTERM")));
    await stopped;
  });

  options.signal?.addEventListener("abort", () => fail("The start was ended"), { once: true });
  await Promise.race([
    startAll({ backing, processes, withBroker, fail, say, dataDir }),
    failure.promise.then((reason) => Promise.reject(new Error(reason))),
  ]);

  const running = open.move();
  state.isOpen = true;
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

function memoise<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}
