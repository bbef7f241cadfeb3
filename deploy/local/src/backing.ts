/** MongoDB, Redis and RabbitMQ for one shop: their addresses are known at once, the servers come when they come. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "@shop/servers/command";
import { addressVariables, describeProgram, findProgram, startServer } from "@shop/servers/ladder";
import { nameDatabase } from "@shop/servers/database-url";
import { majorOf, type Program, type Server, type ServerName, titles } from "@shop/servers/program";
import { readKept, writeKept } from "./kept.ts";
import { choosePorts } from "./ports.ts";
import type { End } from "./describe-end.ts";

export const serviceNames = ["catalog", "user", "order"] as const;
export type ServiceName = (typeof serviceNames)[number];

export type Backing = AsyncDisposable & {
  readonly redisUrl: string;
  readonly amqpUrl: string;
  readonly mongoUrl: (service: ServiceName) => string;
  /** Where the databases lie; undefined before they are started, and for a MongoDB that was there before. */
  readonly mongoFolder: () => string | undefined;
  /** Resolves when the program is there; `up` when its servers answer. */
  /** The databases of these services. */
  readonly startMongo: (services: readonly ServiceName[]) => Promise<{ readonly up: Promise<unknown> }>;
  readonly startRedis: () => Promise<void>;
  /** On a first start it may have to be downloaded, which can begin before its turn to start has come. */
  readonly prepareBroker: () => void;
  /** As often as wanted: a running one is left alone. */
  readonly startBroker: () => Promise<void>;
  readonly stopBroker: (signal?: NodeJS.Signals) => Promise<void>;
  /** By its name in `servers`; it stays away until `startServer`, with the same data and at the same address. */
  readonly stopServer: (key: string, signal?: NodeJS.Signals) => Promise<void>;
  readonly startServer: (key: string) => Promise<void>;
  readonly servers: ReadonlyMap<string, Server>;
};

export type BackingOptions = {
  readonly env: Environment;
  readonly dataDir: string;
  /** Where downloads are kept. */
  readonly packages: string;
  readonly say: (line: string) => void;
  /** Makes the databases' names those of one test run, in a MongoDB that others use too. */
  readonly databaseSuffix?: string;
  /** Ports that the shop's own processes are going to have: no server may take one, and keep it for next time. */
  readonly reserved?: readonly number[];
  /** The server of this name in `servers` ended and nobody had asked it to. */
  readonly onCrash: (end: End, key: string) => void;
};

export async function createBacking(options: BackingOptions): Promise<Backing> {
  const { env, dataDir, say, databaseSuffix = "", reserved = [], onCrash } = options;
  await mkdir(join(dataDir, "logs"), { recursive: true });
  let kept = await readKept(dataDir);
  const ports = {
    mongodb: await choosePorts(serviceNames.length, reserved, kept["mongodb"]?.ports),
    redis: await choosePorts(1, reserved),
    rabbitmq: await choosePorts(1, reserved, kept["rabbitmq"]?.ports),
  };
  const folderOf = (name: ServerName, program: Program) => join(dataDir, `${name}-${majorOf(program)}`);
  let mongoFolder: string | undefined;
  const servers = new Map<string, Server>();
  const startAgain = new Map<string, () => Promise<void>>();
  const closing = new AbortController();
  const starts: Promise<Server>[] = [];
  let writing = Promise.resolve();

  const keep = async (name: ServerName, program: Program): Promise<void> => {
    kept = { ...kept, [name]: { rung: program.rung, major: majorOf(program), ports: ports[name] } };
    writing = writing.then(() => writeKept(dataDir, kept));
    await writing;
  };
  const choose = async (name: ServerName): Promise<Program> => {
    const before = kept[name];
    const again = before && (await findProgram(name, options, [before.rung]).catch(() => undefined));
    if (again && majorOf(again) === before.major) return again;
    const program = await findProgram(name, options);
    if (before && majorOf(program) !== before.major)
      say(
        `The data of earlier starts is of ${titles[name]} ${before.major}, which can't be had now: beginning without it. ` +
          `It stays in ${join(dataDir, `${name}-${before.major}`)}.`,
      );
    return program;
  };
  const start = async (name: ServerName, program: Program, part: string, port: number): Promise<void> => {
    const folder = join(folderOf(name, program), part);
    const logFile = join(dataDir, "logs", `${[name, part].filter(Boolean).join("-")}.log`);
    const key = part || name;
    startAgain.set(key, () => start(name, program, part, port));
    closing.signal.throwIfAborted();
    const starting = startServer(name, program, { folder, port, logFile, signal: closing.signal });
    starts.push(starting);
    const server = await starting;
    servers.set(key, server);
    void watch(key, server, { title: `${titles[name]}${part ? ` of ${part}` : ""}`, logFile });
  };
  const watch = async (key: string, server: Server, named: Pick<End, "title" | "logFile">): Promise<void> => {
    const startedAt = performance.now();
    const exit = await server.process.exited;
    if (servers.get(key) !== server) return;
    servers.delete(key);
    // What it had started beside itself would otherwise stay.
    await server[Symbol.asyncDispose]();
    onCrash({ ...exit, ...named, ranMs: performance.now() - startedAt, lines: server.process.lines() }, key);
  };
  const stop = async (key: string, signal?: NodeJS.Signals): Promise<void> => {
    const server = servers.get(key);
    servers.delete(key);
    if (signal) server?.process.kill(signal);
    await server?.[Symbol.asyncDispose]();
  };
  const isGiven = (name: ServerName) => Boolean(env[addressVariables[name]]);
  let mongoProgram: Promise<Program> | undefined;
  const chooseMongo = async (): Promise<Program> => {
    const program = await choose("mongodb");
    say(describeProgram("mongodb", program));
    await keep("mongodb", program);
    mongoFolder = folderOf("mongodb", program);
    return program;
  };
  let broker: Promise<void> | undefined;
  let brokerProgram: Promise<Program> | undefined;
  const chooseBroker = async (): Promise<Program> => {
    const program = await choose("rabbitmq");
    say(describeProgram("rabbitmq", program));
    await keep("rabbitmq", program);
    return program;
  };

  return {
    redisUrl: env[addressVariables.redis] || `redis://127.0.0.1:${ports.redis[0]}`,
    amqpUrl: env[addressVariables.rabbitmq] || `amqp://127.0.0.1:${ports.rabbitmq[0]}`,
    mongoUrl(service) {
      const port = ports.mongodb[serviceNames.indexOf(service)];
      const url = env[addressVariables.mongodb] || `mongodb://127.0.0.1:${port}/?replicaSet=rs0`;
      return nameDatabase(url, `${service}${databaseSuffix}`);
    },
    mongoFolder: () => mongoFolder,
    async startMongo(services) {
      if (isGiven("mongodb")) return { up: Promise.resolve() };
      mongoProgram ??= chooseMongo();
      const program = await mongoProgram;
      const up = services.map((service) => {
        const port = ports.mongodb[serviceNames.indexOf(service)] ?? 0;
        return start("mongodb", program, service, port);
      });
      return { up: Promise.all(up) };
    },
    async startRedis() {
      if (isGiven("redis")) return;
      const program = await findProgram("redis", options);
      say(describeProgram("redis", program));
      await start("redis", program, "", ports.redis[0] ?? 0);
    },
    prepareBroker() {
      if (isGiven("rabbitmq") || kept["rabbitmq"]) return;
      brokerProgram ??= chooseBroker();
      brokerProgram.catch(() => undefined);
    },
    startBroker() {
      if (isGiven("rabbitmq")) return Promise.resolve();
      broker ??= (async () => {
        brokerProgram ??= chooseBroker();
        await start("rabbitmq", await brokerProgram, "", ports.rabbitmq[0] ?? 0);
      })();
      return broker;
    },
    async stopBroker(signal) {
      await broker?.catch(() => undefined);
      broker = undefined;
      await stop("rabbitmq", signal);
    },
    stopServer: stop,
    async startServer(key) {
      if (!servers.has(key)) await startAgain.get(key)?.();
    },
    servers,
    async [Symbol.asyncDispose]() {
      closing.abort(new Error("The shop is being stopped"));
      await Promise.allSettled(starts);
      await Promise.all([...servers.keys()].map((key) => stop(key)));
    },
  };
}
