/**
 * `node tests/conformance/fuzz.ts http://localhost:8080 --requests 100000 --seed 1`: whether any bytes make a gateway fall, hang, or mistake
 * one visitor for another. The shop behind it must have no rate limit (RATE_LIMIT_PER_MINUTE=1000000). Ends with 1 when something is found.
 *
 *   --only 4711    sends the one case of this number again, after printing its bytes
 *   --pid 1234     the gateway's process, whose memory is looked at
 */
import { parseArgs } from "node:util";
import { makeCase } from "./fuzz/case.ts";
import { watchMemory } from "./fuzz/memory.ts";
import { fuzz } from "./fuzz/run.ts";
import { toEscaped } from "./fuzz/escape.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    requests: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Math.trunc(Math.random() * 1e9)) },
    only: { type: "string" },
    pid: { type: "string" },
    lanes: { type: "string", default: "24" },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const seed = Number(values.seed);
const [from, to] =
  values.only === undefined ? [0, Number(values.requests)] : [Number(values.only), Number(values.only) + 1];
say(`seed ${seed}`);
if (values.only !== undefined) say(toEscaped(makeCase(seed, from)));

const memory = values.pid === undefined ? undefined : watchMemory(Number(values.pid), to - from);
const began = performance.now();
const { done, findings } = await fuzz({
  url: new URL(positionals[0] ?? "http://localhost:8080"),
  seed,
  from,
  to,
  lanes: Number(values.lanes),
  onDone: (count) => {
    memory?.look(count);
    if (count % 5_000 === 0) say(`${count} in ${Math.round((performance.now() - began) / 1000)} s`);
  },
});
for (const { index, kind, fault, beside } of findings) {
  say(`FAULT ${fault}\n  --seed ${seed} --only ${index} (${kind}), beside ${beside.join(" ")}`);
  say(`  ${toEscaped(makeCase(seed, index))}`);
}
if (memory) say(memory.tell());
say(`${done} cases, ${findings.length} faults, ${Math.round((performance.now() - began) / 1000)} s`);
process.exitCode = findings.length > 0 || memory?.hasGrown() ? 1 : 0;
