/** The process: read the environment, make a logger, run; or start several of itself, and run in each of them. */
import { fileURLToPath } from "node:url";
import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { run } from "@shop/kit/service/run";
import { Config } from "./config.ts";
import { maxHeaderBytes, tuneServer } from "./entry/server.ts";
import { routes, start } from "./start.ts";
import { supervise } from "./workers/supervise.ts";
import { awaitGoAhead, tellWhenListening } from "./workers/worker.ts";

const config = loadConfig(Config, process.env);
const { workers, worker } = config;
const isWorker = worker !== undefined;
const service = createLogger("gateway", config.logLevel);
const log = isWorker ? service.child({ worker }) : service;

if (workers > 1 && !isWorker)
  process.exit(
    await supervise({
      count: workers,
      file: fileURLToPath(import.meta.url),
      envOf: (number) => ({ ...process.env, GATEWAY_WORKER: String(number) }),
      log,
    }),
  );

await run({
  name: "gateway",
  async start() {
    const gateway = await start(config, log);
    if (isWorker) await awaitGoAhead();
    return gateway;
  },
  // Node knows one such limit per server, so it is the longest; each route's own deadline ends sooner.
  config: {
    ...config,
    requestTimeoutMs: routes.longestTimeoutMs,
    headerBytes: maxHeaderBytes,
    sharesPort: isWorker,
  },
  log,
  startsAtOnce: true,
  tune(server) {
    tuneServer(server, routes);
    if (isWorker) tellWhenListening(server);
  },
});
