/**
 * How often each story is told, and by which chance: `CRASH_SEEDS=25` tells each with 25 seeds, and `CRASH_SEED=…`, as the
 * name of a red test says it, begins with that one again. A seed says how long a process stays dead, and how often a
 * client sends the same request.
 */
import { setTimeout as pause } from "node:timers/promises";
import { seeded } from "@shop/testing/random";

// oxlint-disable-next-line node/no-process-env -- how long it is to try is for whoever runs it to say
const { CRASH_SEED, CRASH_SEEDS = "1" } = process.env;
const first = Number(CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));
export const seeds = Array.from({ length: Number(CRASH_SEEDS) }, (_, index) => first + index);

export const withSeeds = (points: readonly string[]): readonly (readonly [point: string, seed: number])[] =>
  points.flatMap((point) => seeds.map((seed) => [point, seed] as const));

const longestDeathMs = 1_500;

export function chanceOf(point: string, seed: number) {
  const random = seeded("crash", point, seed);
  const requests = random.whole(1, 3);
  const deadMs = random.whole(0, longestDeathMs);
  return {
    /** As a client does that is not sure whether it was heard; the first answer counts. */
    ask: async <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
      const answers = await Promise.all(Array.from({ length: requests }, send));
      return answers[0] as Answer;
    },
    stayDead: () => pause(deadMs),
  };
}
