import { NoAnswer, Refused } from "@shop/client/refusal";
import { AppError } from "@shop/kit/errors";
import type { Asked, Visitor, Visitors } from "./visitor.ts";

/** Who they are from now on; undefined while nobody can be made a guest. A refusal that is for good is thrown. */
export const becomeGuest = (
  visitors: Pick<Visitors, "enter">,
  visitor: Visitor,
  asked: Asked,
): Promise<Visitor | undefined> =>
  visitors.enter(visitor, asked).catch((error: unknown) => {
    if (isAway(error)) return undefined;
    throw error;
  });

const isAway = (error: unknown): boolean =>
  error instanceof NoAnswer ||
  (error instanceof Refused && error.problem.status >= 500) ||
  (error instanceof AppError && ["unavailable", "timeout"].includes(error.kind));
