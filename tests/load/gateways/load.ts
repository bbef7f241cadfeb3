/** Fifty clients that ask again and again, over kept connections: `wrk` where there is one, else autocannon. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findOnPath, runCommand, type Environment } from "@shop/servers/command";
import autocannon from "autocannon";

export const connections = 50;

export type Load = {
  readonly requests: number;
  /** What it really took. */
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx and 3xx, and connections that broke. */
  readonly failed: number;
};

export type Ask = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
};

export type LoadTool = { readonly name: "wrk" | "autocannon"; readonly ask: (ask: Ask) => Promise<Load> };

export async function findLoadTool(env: Environment, folder: string): Promise<LoadTool> {
  if (!(await findOnPath("wrk", env))) return { name: "autocannon", ask: askWithAutocannon };
  const script = join(folder, "say.lua");
  await writeFile(script, sayAsJson);
  return { name: "wrk", ask: (ask) => askWithWrk(env, script, ask) };
}

/** Microseconds, as wrk counts. */
const sayAsJson = `
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\\nRESULT {"requests":%d,"us":%d,"p50":%d,"p99":%d,"failed":%d}\\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
`;

async function askWithWrk(env: Environment, script: string, { url, headers, seconds }: Ask): Promise<Load> {
  const fields = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, ...fields, url];
  const { output } = await runCommand("wrk", args, { env, timeoutMs: (seconds + 30) * 1_000 });
  const found = /^RESULT (.*)$/m.exec(output)?.[1];
  if (found === undefined) throw new Error(`wrk did not end well: ${output}`);
  const result = JSON.parse(found) as Record<"requests" | "us" | "p50" | "p99" | "failed", number>;
  const { requests, us, p50, p99, failed } = result;
  return { requests, seconds: us / 1e6, p50Ms: p50 / 1e3, p99Ms: p99 / 1e3, failed };
}

async function askWithAutocannon({ url, headers, seconds }: Ask): Promise<Load> {
  const result = await autocannon({ url, connections, duration: seconds, headers });
  return {
    requests: result.requests.total,
    seconds: result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
}
