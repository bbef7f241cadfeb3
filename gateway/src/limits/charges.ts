/** What a request is charged for, and to whom. */
import { AppError } from "@shop/kit/errors";
import type { Transit } from "../entry/transit.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { RateLimitKeys } from "./sender.ts";

/**
 * Guessing tokens costs the address something, also where a good request costs nothing. Whose token was good pays by
 * themselves, and hears of 403 before 429; that nobody can say whether it is good is nobody's doing.
 * Answers what the request is refused with: 429 where the allowance is used up.
 */
export function chargeRefusal(
  rateLimit: Pick<RateLimit, "take">,
  transit: Transit,
  keys: RateLimitKeys,
  { cost, refusal }: { readonly cost: number; readonly refusal: Error },
): Error {
  const kind = refusal instanceof AppError ? refusal.kind : undefined;
  if (kind === "unavailable") return refusal;
  const { fields, refusal: tooMany } = rateLimit.take(keys, Math.max(cost, 1));
  transit.fields.push(...fields);
  return tooMany && kind !== "forbidden" ? tooMany : refusal;
}

/** What is free is so for who means well: a body that does not come, a signature that is not good and a name that is guessed cost what a call does. */
function chargeIfInVain(
  rateLimit: Pick<RateLimit, "take">,
  { request, response }: Transit,
  keys: RateLimitKeys,
): void {
  response.once("close", () => {
    if (!request.complete || [401, 404].includes(response.statusCode)) rateLimit.take(keys, 1);
  });
}

/** Throws 429. */
export function takeAllowance(
  rateLimit: Pick<RateLimit, "take">,
  transit: Transit,
  cost: number,
  keys: RateLimitKeys,
): void {
  if (cost === 0) return chargeIfInVain(rateLimit, transit, keys);
  const { fields, refusal } = rateLimit.take(keys, cost);
  transit.fields.push(...fields);
  if (refusal) throw refusal;
}
