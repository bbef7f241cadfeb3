/**
 * One effect, whatever number of keys it takes. Stripe keeps the first outcome of a key for a day, a failure of its own
 * too, so that a key which has met one is spent: what is owed goes on under the next number.
 *
 * There are never two effects, because no more than one key can still be carried out at any time:
 * 1. A replayed failure is a stored one: what ran under this key is over, and nothing will run under it again.
 * 2. Only then it is looked whether that has left something, in lists of Stripe's that are current, as its search is not.
 * 3. Only when it has left nothing, the next key is used.
 *
 * A silence, a conflict and the answer of something in between are not replayed: the same key is asked again. A crash
 * anywhere on the way, or another process at the same time, changes nothing: whoever begins at the first key is led by the
 * same stored outcomes to the same key. Whoever repeats after a day, when keys are forgotten, looks before.
 * https://docs.stripe.com/api/idempotent_requests
 */
import type { Asked } from "./stripe-client.ts";

/** `use` makes it under a key; `findMade` looks for what was made under the keys before. */
export type Once = <Answer>(
  key: string,
  use: (idempotencyKey: string) => Promise<Asked<Answer>>,
  findMade: () => Promise<Asked<Answer | undefined>>,
) => Promise<Asked<Answer>>;

/** Of one call; the next goes on from there. */
const mostKeys = 20;

export function createOnce(): Once {
  /** How many are known to be spent, so that they are not all asked each time. */
  const spent = new Map<string, number>();
  return async (key, use, findMade) => {
    for (let n = 0; n < mostKeys; n += 1) {
      const number = (spent.get(key) ?? 0) + 1;
      const asked = await use(number === 1 ? key : `${key}:${number}`);
      if (asked.kind === "answer") spent.delete(key);
      if (asked.kind === "answer" || !asked.isStored) return asked;
      const made = await findMade();
      if (made.kind !== "answer") return made;
      if (made.answer !== undefined) return { kind: "answer", answer: made.answer };
      spent.set(key, number);
    }
    return { kind: "unknown", isStored: false };
  };
}
