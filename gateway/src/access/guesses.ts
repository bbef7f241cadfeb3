/** How many keys that nobody has an address may try, so that guessing is no work for the user service. */
import { addressBlockOf } from "@shop/kit/net/address-block";
import { LRUCache } from "lru-cache";
import { tooManyGuesses } from "./errors.ts";

export type Guesses = {
  /** Counts a try in advance; throws 429 `request.too_many` when it is one too many. */
  readonly admit: (address: string) => void;
  /** Takes the count back: it was no guess. */
  readonly forgive: (address: string) => void;
};

const windowMs = 60_000;
const mostInWindow = 50;

export function createGuesses({ now = Date.now }: { readonly now?: () => number } = {}): Guesses {
  const tries = new LRUCache<string, { count: number; readonly endsAt: number }>({ max: 10_000 });
  const find = (address: string) => {
    const known = tries.get(addressBlockOf(address));
    return known && known.endsAt > now() ? known : undefined;
  };
  return {
    admit(address) {
      const known = find(address) ?? { count: 0, endsAt: now() + windowMs };
      if (known.count >= mostInWindow) throw tooManyGuesses(Math.ceil((known.endsAt - now()) / 1_000));
      known.count += 1;
      tries.set(addressBlockOf(address), known);
    },
    forgive(address) {
      const known = find(address);
      if (known) known.count -= 1;
    },
  };
}
