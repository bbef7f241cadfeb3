/** The process: read the environment, make a logger, run. */
import { loadConfig } from "@shop/kit/config";
import { createLogger } from "@shop/kit/logger";
import { run } from "@shop/kit/service";
import { Config } from "./config.ts";
import { requestTimeoutMs } from "./server.ts";
import { start } from "./start.ts";

const config = loadConfig(Config, process.env);
const log = createLogger("gateway", config.logLevel);

await run({
  name: "gateway",
  start: () => start(config, log),
  config: { ...config, requestTimeoutMs },
  log,
});
