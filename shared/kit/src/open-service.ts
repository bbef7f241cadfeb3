/**
 * Opens what every service has: database, broker, outbox, keys and the routes of its contract. A service says what is its
 * own in `wire`; everything closes in reverse, also when opening fails half-way.
 */
import type { Api } from "@shop/contracts/contract";
import type { Connection } from "mongoose";
import { z } from "zod";
import { createTokenVerifier, type KeySource } from "./auth.ts";
import { connectBus, type Bus, type Subscription, type Topology } from "./bus.ts";
import { listenEnvironment, secret, toListen } from "./config.ts";
import { armCrashPoint } from "./crash-point.ts";
import { createCursors, type Cursors } from "./cursor.ts";
import { createServiceApp } from "./http/app.ts";
import type { Handlers } from "./http/handlers.ts";
import { createIdempotencyKeys, type IdempotencyKeys } from "./http/idempotency.ts";
import { createInbox } from "./inbox.ts";
import type { Logger } from "./logger.ts";
import type { Migration } from "./migrations.ts";
import { connectMongo } from "./mongo.ts";
import { createOutbox } from "./outbox.ts";
import type { Service } from "./service.ts";
import { createTransactions, type Transact } from "./transactions.ts";

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

/** What a service builds its own things with. */
export type Ground = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly idempotency: IdempotencyKeys;
  readonly cursors: Cursors;
  readonly listen: Bus["listen"];
  /** Closes it with the service, when no message and no request needs it any more. */
  readonly use: <Resource extends Disposable | AsyncDisposable>(resource: Resource) => Resource;
};

export type Wired<A extends Api> = {
  readonly handlers: Handlers<A>;
  readonly consumers: readonly Subscription[];
  /** With which access tokens are verified. */
  readonly keys: KeySource;
};

/** Waits for the database as long as it takes, and for nothing else. */
export async function openService<A extends Api>({
  name,
  api,
  config,
  log,
  topology,
  migrations,
  wire,
}: {
  /** Also the audience of its tokens and the name of its consumer. */
  readonly name: string;
  readonly api: A;
  readonly config: ServiceConfig;
  readonly log: Logger;
  readonly topology: Topology;
  readonly migrations: readonly Migration[];
  readonly wire: (ground: Ground) => Wired<A> | Promise<Wired<A>>;
}): Promise<Service> {
  armCrashPoint(config.crashAt);
  await using open = new AsyncDisposableStack();
  const { connection, isReady } = open.use(await connectMongo({ url: config.mongoUrl, log, migrations }));
  // Closed after the bus: until then the handlers of its messages need it.
  const own = open.use(new AsyncDisposableStack());
  const bus = open.use(connectBus({ url: config.amqpUrl, name, topology, log }));
  const outbox = createOutbox({ connection, log });
  const idempotency = createIdempotencyKeys({ connection });
  const { handlers, consumers, keys } = await wire({
    connection,
    transact: createTransactions({ connection, outbox, inbox: createInbox({ connection }) }),
    idempotency,
    cursors: createCursors(config.cursorSecret),
    listen: (...given) => bus.listen(...given),
    use: (resource) => own.use(resource),
  });
  open.use(outbox.relay(bus));
  bus.consume(name, consumers);
  const verify = createTokenVerifier({ keys, serviceSecret: config.internalTokenSecret, audience: name });
  const http = createServiceApp({ api, handlers, verify, idempotency, log, health: { isReady } });
  const opened = open.move();
  return { http, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
