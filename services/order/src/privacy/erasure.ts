/** The end of what this service holds about a person. Pure. */
import type { Erasure as AnyErasure } from "@shop/kit/privacy/erasure-store";

export type Erasure = AnyErasure & {
  readonly requestedAt: Date;
  /** Until then an order that is on its way keeps its address. */
  readonly deadline: Date;
};

const firstPauseMs = 1_000;
const longestPauseMs = 10 * 60_000;

/** Orders that are on their way are looked at again: soon at first, as most end within minutes, then more seldom. */
export function lookAgainMs(attempts: number, { deadline }: Erasure, now: Date): number {
  const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(attempts - 1, 20), longestPauseMs);
  return Math.max(0, Math.min(pauseMs, deadline.getTime() - now.getTime()));
}
