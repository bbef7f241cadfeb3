/**
 * Asks every gateway in turn, and again, so that what a busy machine does to one it does to all: only what happened in
 * the same round is compared.
 */
import { bytesOfAnswer } from "./answer-size.ts";
import type { LoadTool } from "./load.ts";
import { readCost } from "./process-cost.ts";
import type { Running } from "./site.ts";
import { directName, type Variant } from "./variants.ts";

export type Round = {
  readonly requestsPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUs: number;
  readonly failed: number;
  /** The part of the requests, from 0 to 1, that the upstream was never asked. */
  readonly kept: number;
};

export type Measured = {
  readonly variant: Variant;
  readonly rounds: readonly Round[];
  readonly peakMb: number;
};

export type Contestant = { readonly variant: Variant; readonly running: Running };

type Plan = {
  readonly contestants: readonly Contestant[];
  readonly tool: LoadTool;
  /** A customer's, new: they live for minutes only. */
  readonly token: () => Promise<string>;
  readonly upstreamPort: number;
  readonly warmUpS: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly say: (line: string) => void;
};

export async function runRounds(plan: Plan): Promise<readonly Measured[]> {
  const { contestants, rounds, say } = plan;
  for (const contestant of contestants) {
    await checkAnswer(contestant, plan);
    await measure(contestant, plan, plan.warmUpS);
  }
  const taken = new Map<Variant, Round[]>(contestants.map(({ variant }) => [variant, []]));
  for (let round = 1; round <= rounds; round += 1)
    for (const contestant of contestants) {
      const result = await measure(contestant, plan, plan.seconds);
      taken.get(contestant.variant)?.push(result);
      const figures = `${Math.round(result.requestsPerS)} a second, ${result.cpuUs.toFixed(1)} CPU µs`;
      say(`round ${round}: ${contestant.variant.name}: ${figures}`);
    }
  return await Promise.all(
    contestants.map(async ({ variant, running }) => ({
      variant,
      rounds: taken.get(variant) ?? [],
      peakMb: (await readCost(running.pid)).peakMb,
    })),
  );
}

const headersOf = async ({ isSignedIn }: Variant, { token }: Plan): Promise<Record<string, string>> =>
  isSignedIn ? { Authorization: `Bearer ${await token()}` } : {};

const addressOf = ({ variant, running }: Contestant): string =>
  `http://127.0.0.1:${running.port}${variant.path}`;

/** Throws unless the answer is the upstream's: a refusal would be quick, too. */
async function checkAnswer(contestant: Contestant, plan: Plan): Promise<void> {
  const { variant } = contestant;
  const answer = await fetch(addressOf(contestant), { headers: await headersOf(variant, plan) });
  const { length } = await answer.bytes();
  if (answer.status !== 200 || length !== bytesOfAnswer)
    throw new Error(`${variant.name} answers ${answer.status} and ${length} bytes`);
}

async function measure(contestant: Contestant, plan: Plan, seconds: number): Promise<Round> {
  const { variant, running } = contestant;
  const headers = await headersOf(variant, plan);
  const [askedBefore, costBefore] = [await askedOf(plan), await readCost(running.pid)];
  const load = await plan.tool.ask({
    url: addressOf(contestant),
    headers,
    seconds,
  });
  const cost = await readCost(running.pid);
  const asked = (await askedOf(plan)) - askedBefore;
  return {
    requestsPerS: load.requests / load.seconds,
    p50Ms: load.p50Ms,
    p99Ms: load.p99Ms,
    cpuUs: ((cost.cpuS - costBefore.cpuS) / load.requests) * 1e6,
    failed: load.failed,
    kept: variant.name === directName ? 0 : Math.max(1 - asked / load.requests, 0),
  };
}

const askedOf = async ({ upstreamPort }: Plan): Promise<number> =>
  Number(await (await fetch(`http://127.0.0.1:${upstreamPort}/asked`)).text());
