/** The end of what this service holds about a person. Pure. */
import type { Owed } from "@shop/kit/work/owed";

export type EraseTask = Owed<"erase">;

export type Erasure = {
  readonly id: string;
  readonly userId: string;
  readonly requestedAt: Date;
  /** Until then an order that is on its way keeps its address. */
  readonly deadline: Date;
};

export const eraseTask = (now: Date): EraseTask => ({
  id: "erase",
  kind: "erase",
  dueAt: now,
  attempts: 0,
  giveUpAt: null,
});

const firstPauseMs = 1_000;
const longestPauseMs = 10 * 60_000;

/** Orders that are on their way are looked at again: soon at first, as most end within minutes, then more seldom. */
export function lookAgainMs(attempts: number, { deadline }: Erasure, now: Date): number {
  const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(attempts - 1, 20), longestPauseMs);
  return Math.max(0, Math.min(pauseMs, deadline.getTime() - now.getTime()));
}
