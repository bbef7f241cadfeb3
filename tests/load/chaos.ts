/**
 * Thousands of orders while every process and every server is killed at random, then the books are compared.
 * `node tests/load/chaos.ts --seed 1 --orders 2000`; ends with 1 when anything is wrong. With `--deadline 2` (minutes) orders that wait for a busy machine time out. What is chosen follows from the seed,
 * when it happens does not: a machine is never twice the same.
 */
import { parseArgs } from "node:util";
import { isWrong, runChaos } from "../chaos/run.ts";
import { toTable } from "../chaos/table.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.trunc(Math.random() * 1e9)) },
    orders: { type: "string", default: "2000" },
    buyers: { type: "string", default: "24" },
    deadline: { type: "string", default: "10" },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const { seed, orders, buyers, deadline } = values;
const report = await runChaos(
  {
    seed: Number(seed),
    orders: Number(orders),
    buyers: Number(buyers),
    deadlineMinutes: Number(deadline),
  },
  say,
);
say(toTable(report));
process.exitCode = isWrong(report) ? 1 : 0;
