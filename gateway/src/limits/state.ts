/** How the limits stand, for whoever runs the shop. */
import { policyNames, type Policies, type Policy, type PolicyName } from "./policies.ts";
import type { Senders } from "./senders.ts";
import { endsInS, usedOf, type Tally } from "./tally.ts";

export type RateLimitState = {
  /** How many addresses, callers and API keys are counted. */
  readonly senders: number;
  /** False while Redis is away: this gateway counts alone. */
  readonly isShared: boolean;
  /** `refusals` since this process began. */
  readonly policies: readonly (Policy & { readonly name: PolicyName; readonly refusals: number })[];
  /** Who is nearest to a limit, at most ten. `*` stands for all who came when there was no room for more. */
  readonly fullest: readonly Fullness[];
};

type Fullness = {
  readonly policy: PolicyName;
  /** An address (of IPv6 its network), a caller's id, or an API key's. */
  readonly sender: string;
  readonly used: number;
  readonly quota: number;
  readonly endsInS: number;
};

const shown = 10;

export function toState({
  policies,
  refusals,
  senders,
  fullest,
  isShared,
  now,
}: {
  policies: Policies;
  refusals: Readonly<Record<PolicyName, number>>;
  senders: readonly Pick<Senders, "size">[];
  fullest: Pick<Fullest, "read">;
  isShared: boolean;
  now: number;
}): RateLimitState {
  return {
    senders: senders.reduce((sum, { size }) => sum + size(), 0),
    isShared,
    policies: policyNames.map((name) => ({ name, ...policies[name], refusals: refusals[name] })),
    fullest: fullest.read(now).map((tally) => toFullness(tally, now)),
  };
}

export type Fullest = {
  /** To be called whenever a tally has been paid into. */
  readonly note: (tally: Tally, now: number) => void;
  readonly forget: (tally: Tally) => void;
  /** The fullest first. */
  readonly read: (now: number) => readonly Tally[];
};

/**
 * Keeps the ten as they pay, so that a hundred thousand senders need never be looked at. Whoever is not among them any
 * more, and would be now that others have gone, is seen again when they pay again.
 */
export function createFullest(): Fullest {
  const kept: Tally[] = [];
  const indexOfLeast = (now: number): number => {
    let least = 0;
    for (let index = 1; index < kept.length; index++)
      if (shareAt(kept[index]!, now) < shareAt(kept[least]!, now)) least = index;
    return least;
  };
  return {
    note(tally, now) {
      if (kept.includes(tally)) return;
      if (kept.length < shown) {
        kept.push(tally);
        return;
      }
      const least = indexOfLeast(now);
      if (shareAt(tally, now) > shareAt(kept[least]!, now)) kept[least] = tally;
    },
    forget(tally) {
      const index = kept.indexOf(tally);
      if (index >= 0) kept.splice(index, 1);
    },
    read: (now) =>
      kept
        .filter((tally) => shareAt(tally, now) > 0)
        .toSorted((one, other) => shareAt(other, now) - shareAt(one, now)),
  };
}

/** The used share of an allowance; of a window that is over nothing is used. */
const shareAt = (tally: Tally, now: number): number =>
  tally.endsAt <= now ? 0 : usedOf(tally) / tally.rule.quota;

const toFullness = (tally: Tally, now: number): Fullness => ({
  policy: tally.rule.name,
  sender: tally.sender.id,
  used: usedOf(tally),
  quota: tally.rule.quota,
  endsInS: endsInS(tally, now),
});
