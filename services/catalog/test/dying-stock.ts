/** A process that kills itself at a named point of stock's work, when it comes there with the messages it is given. */
import { argv } from "node:process";
import type { Fact } from "@shop/contracts/language/event";
import type { Config } from "../src/config.ts";
import { openStock } from "./stock-process.ts";

const { config, facts, adjusted } = JSON.parse(argv[2] ?? "{}") as {
  config: Config;
  facts: Fact[];
  /** SKUs of which so many movements are made by staff. */
  adjusted: { sku: string; times: number }[];
};
const { deps, hear } = await openStock(config);
for (const fact of facts) await hear(fact);
for (const { sku, times } of adjusted)
  for (let index = 0; index < times; index += 1)
    await deps.stock.adjust({ sku, delta: index % 2 === 0 ? 1 : -1, reason: "counted" });
process.stdout.write("alive\n");
process.exit(0);
