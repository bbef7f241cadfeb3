import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { run } from "@shop/kit/service/run";
import { Config } from "./config.ts";
import { start } from "./start.ts";

const config = loadConfig(Config, process.env);
const log = createLogger("web", config.logLevel);

await run({ name: "web", start: () => start(config, log), config, log, startsAtOnce: true });
