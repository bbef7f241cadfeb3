/**
 * `npm run repair`: are the products what their lists say of them? Prints each difference as a JSON line; with `-- --write`
 * it is mended. Ends with 1 when something is wrong and stays so.
 */
import { parseArgs } from "node:util";
import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { Config } from "./config.ts";
import { openRepair } from "./start.ts";

const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
// oxlint-disable-next-line node/no-process-env -- a program's one look at its environment
const config = loadConfig(Config, process.env);
const log = createLogger("catalog-repair", config.logLevel);

await using repair = await openRepair(config, log);
const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const report = await repair.run({ writes: values.write, tell: print });
print(report);
if (report.wrong > report.mended) process.exitCode = 1;
