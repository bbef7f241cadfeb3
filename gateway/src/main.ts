/** The process: read the environment, make a logger, run. */
import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { run } from "@shop/kit/service/run";
import { Config } from "./config.ts";
import { tuneServer } from "./entry/server.ts";
import { routes, start } from "./start.ts";

const config = loadConfig(Config, process.env);
const log = createLogger("gateway", config.logLevel);

await run({
  name: "gateway",
  start: () => start(config, log),
  // Node knows one such limit per server, so it is the longest; each route's own deadline ends sooner.
  config: { ...config, requestTimeoutMs: routes.longestTimeoutMs },
  log,
  startsAtOnce: true,
  tune: (server) => tuneServer(server, routes),
});
