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
  isShared,
  now,
}: {
  policies: Policies;
  refusals: Readonly<Record<PolicyName, number>>;
  senders: readonly Pick<Senders, "each" | "size">[];
  isShared: boolean;
  now: number;
}): RateLimitState {
  return {
    senders: senders.reduce((sum, { size }) => sum + size(), 0),
    isShared,
    policies: policyNames.map((name) => ({ name, ...policies[name], refusals: refusals[name] })),
    fullest: findFullest(senders, now).map((tally) => toFullness(tally, now)),
  };
}

/** Keeps ten while it looks, so that a hundred thousand are not sorted. */
function findFullest(senders: readonly Pick<Senders, "each">[], now: number): Tally[] {
  let fullest: Tally[] = [];
  let lowest = 0;
  const look = (tally: Tally): void => {
    if (tally.endsAt <= now || shareOf(tally) <= lowest) return;
    fullest = [...fullest, tally].toSorted((one, other) => shareOf(other) - shareOf(one)).slice(0, shown);
    if (fullest.length === shown) lowest = shareOf(fullest[shown - 1]!);
  };
  for (const { each } of senders) each(({ tallies }) => tallies.forEach(look));
  return fullest;
}

const shareOf = (tally: Tally): number => usedOf(tally) / tally.rule.quota;

const toFullness = (tally: Tally, now: number): Fullness => ({
  policy: tally.rule.name,
  sender: tally.sender.id,
  used: usedOf(tally),
  quota: tally.rule.quota,
  endsInS: endsInS(tally, now),
});
