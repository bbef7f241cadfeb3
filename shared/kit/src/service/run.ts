/** Runs a process: listens at once, starts what it needs, drains on SIGTERM, and closes in reverse. */
import { once } from "node:events";
import type { ListenOptions } from "node:net";
import type { RequestListener, Server, ServerOptions } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { drain, partWithClients } from "./drain.ts";
import { createFront, endSoon, type State } from "./front.ts";
import { createServer } from "../net/http.ts";
import { readMetrics, startProcessMetrics } from "../process/metrics.ts";
import { collectWhenQuiet } from "../process/quiet-garbage.ts";

export type Service = AsyncDisposable & { readonly http: RequestListener };

export type RunOptions = {
  readonly name: string;
  /** Opens what the service needs; until it is done the process is live and not ready. */
  readonly start: () => Promise<Service>;
  readonly config: {
    readonly host: string;
    readonly port: number;
    readonly metricsHost: string;
    readonly metricsPort: number;
    /** The longest a client may take to send one request; longer where large bodies are streamed. */
    readonly requestTimeoutMs?: number;
    /** Bytes that the headers of a request may have. */
    readonly headerBytes?: number;
    /** Other processes listen on the same port, and the kernel shares the connections out (SO_REUSEPORT). */
    readonly sharesPort?: boolean;
  };
  readonly log: Logger;
  /** It waits for nothing, so nobody need be told that it is starting. */
  readonly startsAtOnce?: boolean;
  /** For a server that must be stricter than Node's defaults; called before it listens. */
  readonly tune?: (server: Server) => void;
};

const drainMs = 25_000;
const crashDrainMs = 5_000;

/** Resolves never: the process ends with 0 after a drain, with 1 when it could not start, crashed or hung. */
export async function run({
  name,
  start,
  config,
  log,
  startsAtOnce = false,
  tune,
}: RunOptions): Promise<void> {
  startProcessMetrics(name);
  const state: State & { service: Service | undefined } = {
    service: undefined,
    isDraining: false,
    running: [],
    requestedAt: -Infinity,
  };
  const stopping = Promise.withResolvers<Stop>();
  watchProcess(log, stopping.resolve);

  const server = createServer(toServerOptions(config), createFront(state));
  server.maxConnections = 20_000;
  tune?.(server);
  const metrics = createServer(answerMetrics);
  const serve = async (): Promise<void> => {
    try {
      state.service = await start();
      log.info("Started");
      collectWhenQuiet();
    } catch (error) {
      log.fatal({ err: error }, "Could not start");
      stopping.resolve({ reason: "start failed", code: 1, ms: crashDrainMs });
    }
  };
  if (startsAtOnce) await serve();
  const { host, port, metricsHost, metricsPort, sharesPort = false } = config;
  await listen(server, { host, port, reusePort: sharesPort }, log);
  await listen(metrics, { host: metricsHost, port: metricsPort }, log);
  log.info({ host, port: portOf(server), metricsPort: portOf(metrics) }, "Listening");
  if (!startsAtOnce) void serve();
  const { reason, code, ms } = await stopping.promise;
  log.info({ reason }, "Stopping");
  state.isDraining = true;
  for (const response of state.running.slice()) endSoon(response);
  void pause(ms, undefined, { ref: false }).then(() => {
    log.error({ reason }, "Did not stop in time");
    process.exit(1);
  });
  await partWithClients(() => state.requestedAt);
  await drain(server, state.running);
  // A start that still waits for its database would wait for ever: there is nothing of it to close yet.
  if (!state.service) process.exit(code);
  const isClosed = await close(state.service, log);
  log.info({ reason }, "Stopped");
  process.exit(isClosed ? code : 1);
}

const toServerOptions = ({
  requestTimeoutMs = 30_000,
  // More than the gateway takes, which adds some of its own: what it has let in, a service must not refuse.
  headerBytes = 24 * 1024,
}: RunOptions["config"]): ServerOptions => ({
  maxHeaderSize: headerBytes,
  headersTimeout: 10_000,
  requestTimeout: requestTimeoutMs,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
});

type Stop = { readonly reason: string; readonly code: number; readonly ms: number };

const answerMetrics: RequestListener = (request, response) => {
  if (request.url !== "/metrics" || request.method !== "GET") {
    response.writeHead(404).end();
    return;
  }
  void readMetrics().then(
    ({ type, text }) => response.writeHead(200, { "Content-Type": type }).end(text),
    () => response.writeHead(500).end(),
  );
};

/** The first signal drains, the second ends at once; what nobody caught is logged and ends the process too. */
function watchProcess(log: Logger, stop: (stop: Stop) => void): void {
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      stop({ reason: signal, code: 0, ms: drainMs });
    });
  for (const event of ["uncaughtException", "unhandledRejection"] as const)
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, "Nobody caught this error");
      stop({ reason: event, code: 1, ms: crashDrainMs });
    });
}

async function listen(server: Server, at: ListenOptions, log: Logger): Promise<void> {
  const { host, port } = at;
  try {
    server.listen(at);
    await once(server, "listening");
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (isTaken) log.fatal(`Port ${port} on ${host} is taken: stop what uses it, or set another one.`);
    else log.fatal({ err: error }, `Cannot listen on ${host}:${port}`);
    process.exit(1);
  }
}

async function close(service: Service, log: Logger): Promise<boolean> {
  try {
    await service[Symbol.asyncDispose]();
    return true;
  } catch (error) {
    log.error({ err: error }, "Could not close everything");
    return false;
  }
}

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
};
