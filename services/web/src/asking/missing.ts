/** What of a page cannot be had just now. */
import { NoAnswer, Refused } from "@shop/client/refusal";

/** What was answered, or undefined while nobody can answer; a refusal for good is thrown on. */
export const orMissing = <Answer>(asking: Promise<Answer>): Promise<Answer | undefined> =>
  asking.catch((error: unknown) => {
    if (isAway(error)) return undefined;
    throw error;
  });

const isAway = (error: unknown): boolean =>
  error instanceof NoAnswer ||
  (error instanceof Refused && (error.problem.status >= 500 || error.problem.status === 429));

/**
 * Of a page that lacks a part: the gateway shows the whole one that it has from before, if there is any, and nobody
 * keeps this one.
 */
export const incomplete = { status: 503, keptS: 0 } as const;
