/** What is told of a gateway: medians over the rounds, and ratios within each round. */
import type { Measured, Round } from "./rounds.ts";
import { directName, type Variant } from "./variants.ts";

export type Figures = {
  readonly variant: Variant;
  readonly requestsPerS: number;
  /** Undefined where there is nothing to compare with. */
  readonly toNginx: number | undefined;
  readonly toDirect: number | undefined;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUs: number;
  readonly leastCpuUs: number;
  readonly peakMb: number;
  readonly kept: number;
  readonly failed: number;
};

export function toFigures(measured: readonly Measured[]): readonly Figures[] {
  const roundsOf = (name: string) => measured.find(({ variant }) => variant.name === name)?.rounds;
  const nginx = roundsOf("nginx");
  const direct = roundsOf(directName);
  return measured.map(({ variant, rounds, peakMb }) => {
    const over = (of: (round: Round) => number) => median(rounds.map(of));
    return {
      variant,
      peakMb,
      requestsPerS: over((round) => round.requestsPerS),
      toNginx: ratio(rounds, nginx),
      toDirect: ratio(rounds, direct),
      p50Ms: over((round) => round.p50Ms),
      p99Ms: over((round) => round.p99Ms),
      cpuUs: over((round) => round.cpuUs),
      leastCpuUs: Math.min(...rounds.map((round) => round.cpuUs)),
      kept: over((round) => round.kept),
      failed: rounds.reduce((sum, round) => sum + round.failed, 0),
    };
  });
}

function ratio(rounds: readonly Round[], to: readonly Round[] | undefined): number | undefined {
  if (!to) return undefined;
  return median(
    rounds.map(({ requestsPerS }, index) => requestsPerS / (to[index]?.requestsPerS ?? Number.NaN)),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
