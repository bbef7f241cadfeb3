/** What each test token makes the provider do; the tokens stand in for cards. */
import { setTimeout as wait } from "node:timers/promises";

export type Behaviour = {
  /** The reason of a refusal that is the bank's word. */
  readonly decline?: string;
  /** The answer takes this long. */
  readonly delayMs?: number;
  /** It is charged, but no answer ever leaves; so much later the shop is told by a webhook. */
  readonly silentMs?: number;
  /** How many attempts per key break before one works. */
  readonly failures?: number;
};

const behaviours: Readonly<Record<string, Behaviour>> = {
  tok_ok: {},
  tok_declined: { decline: "card_declined" },
  tok_insufficient_funds: { decline: "insufficient_funds" },
  tok_slow: { delayMs: 3000 },
  tok_timeout: { silentMs: 5000 },
  tok_error: { failures: Number.POSITIVE_INFINITY },
  tok_flaky: { failures: 2 },
};

export const findBehaviour = (token: string): Behaviour => behaviours[token] ?? { decline: "invalid_token" };

/** Delays and breaks the attempts on a key that has no outcome yet; answers whether this one works. */
export function createFaults(): (key: string, behaviour: Behaviour) => Promise<boolean> {
  const attempts = new Map<string, number>();
  return async (key, { delayMs = 0, failures = 0 }) => {
    if (delayMs > 0) await wait(delayMs);
    if (failures === 0) return true;
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    return attempt > failures;
  };
}
