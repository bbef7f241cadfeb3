/**
 * Wrong codes of an app, counted for each account, whichever challenges they answer. Recovery codes and passkeys are not
 * counted: nobody guesses them, and they let an owner in while somebody else is guessing.
 */
import { createThrottle } from "@shop/kit/throttle";
import type { Redis } from "ioredis";
import { sessionErrors } from "../sessions/errors.ts";

/** A new password begins a count of its own, and takes the challenges from whoever knew the one before. */
export type Guessed = { readonly id: string; readonly credential: number };

export type CodeThrottleStore = {
  /** Counts the code as wrong in advance; throws `auth.too_many_attempts` when it is one too many. */
  admit(account: Guessed): Promise<void>;
  /** Takes the count back: it was right. */
  forgive(account: Guessed): Promise<void>;
};

export type CodeLimits = { readonly failures: number; readonly windowS: number };

export function createCodeThrottleStore(
  redis: Redis,
  { failures: most, windowS }: CodeLimits,
): CodeThrottleStore {
  const throttle = createThrottle(redis, { name: "user:code", most, windowS });
  const keyOf = ({ id, credential }: Guessed) => `${id}:${credential}`;
  return {
    async admit(account) {
      const waitS = await throttle.count(keyOf(account));
      if (waitS !== undefined) throw sessionErrors.tooManyAttempts(waitS);
    },
    forgive: (account) => throttle.forgive(keyOf(account)),
  };
}
