/**
 * Opens what every service has: database, broker, outbox, keys and the routes of its contract. A service says what is its
 * own in `wire`; everything closes in reverse, also when opening fails half-way.
 */
import type { Api } from "@shop/contracts/language/endpoint";
import type { Connection, mongo } from "mongoose";
import { actCollection } from "../acts/act-store.ts";
import type { Shown } from "../acts/shown.ts";
import { createTokenVerifier } from "../auth/tokens.ts";
import type { KeySource } from "../auth/keys.ts";
import { connectBus, type Bus } from "../messaging/bus/connect.ts";
import type { Topology } from "../messaging/bus/topology.ts";
import type { Subscription } from "../messaging/bus/subscription.ts";
import { armCrashPoint } from "../process/crash-point.ts";
import { createCursors, type Cursors } from "../paging/cursor.ts";
import { createServiceApp } from "../http/server/app.ts";
import type { Handlers } from "../http/server/handlers.ts";
import {
  createIdempotencyKeys,
  idempotencyCollection,
  type IdempotencyKeys,
  type KeyStore,
} from "../idempotency/key-store.ts";
import { openActs } from "./acts.ts";
import { openDeadLetters } from "./dead-letters.ts";
import { deadLetterCollection } from "../messaging/dead-letter-store.ts";
import { createAnswerOnce } from "../idempotency/answer-once.ts";
import type { Logger } from "../process/logger.ts";
import { createOutbox, type Outbox } from "../messaging/outbox.ts";
import { outboxIndex } from "../messaging/announcing.ts";
import { connectMongo } from "../mongo/connect.ts";
import type { Collection } from "../mongo/collections.ts";
import type { Layout } from "../mongo/layout.ts";
import type { ServerClock } from "../mongo/server-clock.ts";
import type { ServiceConfig } from "./environment.ts";
import type { Service } from "./run.ts";
import { createTransactions, type Transact } from "../mongo/transactions.ts";
import type { Owed, Owing } from "../work/owed.ts";
import { createWorker, type Worker } from "../work/worker.ts";

/** What a service builds its own things with. */
export type Ground = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
  readonly clock: ServerClock;
  /** Does what the documents of a collection owe, as long as the service runs, once it is told to begin. */
  readonly workOn: <Row extends Owing<Task>, Document, Task extends Owed>(
    rows: mongo.Collection<Row>,
    toDocument: (row: Row) => Document,
  ) => Worker<Document, Task>;
  readonly idempotency: IdempotencyKeys;
  readonly cursors: Cursors;
  readonly listen: Bus["listen"];
  readonly consumeChosen: Bus["consumeChosen"];
  /** Closes it with the service, when no message and no request needs it any more. */
  readonly use: <Resource extends Disposable | AsyncDisposable>(resource: Resource) => Resource;
};

export type Wired<A extends Api> = {
  readonly handlers: Handlers<A>;
  readonly consumers: readonly Subscription[];
  /** With which access tokens are verified. */
  readonly keys: KeySource;
  /** What its objects look like, for the record of who changed them. */
  readonly shown: Shown<A>;
  /** Endpoints whose idempotency keys are kept in what they make; the others' are rows of their own. */
  readonly keyStores?: { readonly [Name in keyof A]?: KeyStore };
};

/** A service's own and what it has as every service has it. */
export const wholeLayout = (layout: Layout): Layout => ({
  ...layout,
  collections: [...layout.collections, idempotencyCollection, deadLetterCollection, actCollection],
});

/** Waits for the database as long as it takes, and for nothing else. */
export async function openService<A extends Api>({
  name,
  api,
  config,
  log,
  topology,
  layout,
  wire,
}: {
  /** Also the audience of its tokens and the name of its consumer. */
  readonly name: string;
  readonly api: A;
  readonly config: ServiceConfig;
  readonly log: Logger;
  readonly topology: Topology;
  readonly layout: Layout;
  readonly wire: (ground: Ground) => Wired<A> | Promise<Wired<A>>;
}): Promise<Service> {
  armCrashPoint(config.crashAt);
  await using open = new AsyncDisposableStack();
  const whole = wholeLayout(layout);
  const { collections } = whole;
  const database = await connectMongo({ url: config.mongoUrl, log, layout: whole });
  const { connection, clock, isReady } = open.use(database);
  const announcing = collections.filter(isAnnouncing).map((collection) => collection.name);
  const outbox = open.use(createOutbox({ connection, collections: announcing, clock, log }));
  // Closed after the bus: until then the handlers of its messages need it.
  const own = open.use(new AsyncDisposableStack());
  const bus = open.use(connectBus({ url: config.amqpUrl, name, topology, log }));
  // Closed before the bus: what the last of it announces is still published.
  const workers = open.use(new AsyncDisposableStack());
  const idempotency = createIdempotencyKeys({ connection });
  const cursors = createCursors(config.cursorSecret);
  const consumerNames = [name];
  const { handlers, consumers, keys, keyStores, shown } = await wire({
    connection,
    transact: createTransactions(connection),
    outbox,
    clock,
    workOn: <Row extends Owing<Task>, Document, Task extends Owed>(
      rows: mongo.Collection<Row>,
      toDocument: (row: Row) => Document,
    ) => {
      const options = { name: rows.collectionName, rows, toDocument, clock, log };
      return workers.use(createWorker<Row, Document, Task>(options));
    },
    idempotency,
    cursors,
    listen: (...given) => bus.listen(...given),
    consumeChosen: (consumer, ...given) => {
      consumerNames.push(consumer);
      return bus.consumeChosen(consumer, ...given);
    },
    use: (resource) => own.use(resource),
  });
  open.use(outbox.relay(bus));
  bus.consume(name, consumers);
  const deadLetters = openDeadLetters({ name, consumers: consumerNames, connection, bus, cursors, log });
  const recordActs = openActs({
    name,
    connection,
    outbox,
    clock,
    shown: { ...shown, ...deadLetters.shown },
    use: (worker) => workers.use(worker),
    log,
  });
  const verify = createTokenVerifier({ keys, serviceSecret: config.internalTokenSecret, audience: name });
  const health = { isReady };
  const answerOnce = (endpoint: string) => createAnswerOnce(keyStores?.[endpoint] ?? idempotency);
  const http = createServiceApp<Api>({
    api: { ...api, ...deadLetters.api },
    handlers: { ...handlers, ...deadLetters.handlers },
    verify,
    answerOnce,
    recordActs,
    log,
    health,
  });
  const all = open.move();
  return { http, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

const isAnnouncing = ({ indexes = [] }: Collection): boolean =>
  indexes.some(({ name }) => name === outboxIndex.name);
