/**
 * Allowances of addresses, of signed-in callers and of API keys. Each gateway counts in memory, so nobody waits for
 * Redis, and settles with the others through it ten times a second; while it is away each counts alone.
 * Told to clients in the fields of draft-ietf-httpapi-ratelimit-headers-11.
 */
import { AppError } from "@shop/kit/errors";
import { addressBlockOf } from "@shop/kit/net/address-block";
import { defineReadings, defineGauge } from "@shop/kit/process/metrics";
import type { Redis } from "ioredis";
import { rulesOf, type Policies, type PolicyName, type Rule, type SenderKind } from "./policies.ts";
import type { RateLimitKeys } from "./sender.ts";
import { createSenders, type Senders } from "./senders.ts";
import { createSettlement } from "./settlement.ts";
import { createFullest, toState, type RateLimitState } from "./state.ts";
import { endsInS, leftOf, priceOf, type Tally } from "./tally.ts";

export type Allowance = {
  /** Name, value, name, value: as `writeHead` takes them. */
  readonly fields: readonly string[];
  /** Set when one of the allowances is used up; then none of them has paid. */
  readonly refusal?: AppError;
};

export type RateLimit = {
  /** Uses up `cost` of every allowance that applies, or of none. It throws nothing: the caller throws `refusal`. */
  readonly take: (keys: RateLimitKeys, cost: number) => Allowance;
  /** For whoever runs the shop. */
  readonly state: () => RateLimitState;
};

export function createRateLimit({
  redis,
  policies,
  clock = () => performance.now(),
  maxSenders = 100_000,
}: {
  redis: Redis;
  policies: Policies;
  /** In milliseconds; it must not jump when the time of day is set. */
  clock?: () => number;
  /** Of each kind. 100,000 addresses are some 30 MB. */
  maxSenders?: number;
}): RateLimit {
  const settlement = createSettlement({ redis, clock });
  const refusals: Record<PolicyName, number> = { address: 0, caller: 0, key: 0, burst: 0 };
  const fullest = createFullest();
  const forget = (tally: Tally): void => {
    settlement.forget(tally);
    fullest.forget(tally);
  };
  const rules = rulesOf(policies);
  const open = (kind: SenderKind) => ({
    policyText: rules[kind].map(toPolicyText).join(", "),
    ...createSenders({ kind, rules: rules[kind], max: maxSenders, onForget: forget }),
  });
  const kinds = { address: open("address"), caller: open("caller"), key: open("key") };

  const pay = (tallies: readonly Tally[], cost: number, now: number): void => {
    for (const tally of tallies) {
      tally.own += priceOf(tally, cost);
      settlement.touch(tally);
      fullest.note(tally, now);
    }
  };
  const settle = ({ find, policyText }: Kind, id: string, cost: number, now: number): Allowance => {
    const { tallies } = find(id, now);
    const isRefused = tallies.some((tally) => leftOf(tally) < priceOf(tally, cost));
    if (!isRefused) pay(tallies, cost, now);
    const fields = ["RateLimit-Policy", policyText, "RateLimit", toLeftText(tallies, now)];
    if (!isRefused) return { fields };
    const over = tallies.filter((tally) => leftOf(tally) < priceOf(tally, cost));
    for (const { rule } of over) refusals[rule.name] += 1;
    return { fields, refusal: tooMany(Math.max(...over.map((tally) => endsInS(tally, now)))) };
  };
  const state = () =>
    toState({
      policies,
      refusals,
      senders: Object.values(kinds),
      fullest,
      isShared: settlement.isShared(),
      now: clock(),
    });

  defineReadings(
    "counter",
    "gateway_rate_limited_total",
    "Requests that an allowance refused",
    ["policy"],
    () => Object.entries(refusals).map(([policy, value]) => ({ labels: { policy }, value })),
  );
  defineGauge("gateway_rate_limit_senders", "Addresses, callers and API keys that are counted", () =>
    Object.values(kinds).reduce((sum, { size }) => sum + size(), 0),
  );

  return {
    take({ address, caller, keyId }, cost) {
      const now = clock();
      if (keyId !== undefined) return settle(kinds.key, keyId, cost, now);
      if (caller !== undefined) return settle(kinds.caller, caller, cost, now);
      return settle(kinds.address, addressBlockOf(address), cost, now);
    },
    state,
  };
}

type Kind = Pick<Senders, "find"> & { readonly policyText: string };

const toPolicyText = ({ name, quota, windowMs }: Rule): string =>
  `"${name}";q=${quota};w=${windowMs / 1_000}`;

function toLeftText(tallies: readonly Tally[], now: number): string {
  let text = "";
  for (const tally of tallies)
    text += `${text && ", "}"${tally.rule.name}";r=${Math.max(leftOf(tally), 0)};t=${endsInS(tally, now)}`;
  return text;
}

const tooMany = (waitS: number) =>
  new AppError("too_many", "request.too_many", `Too many requests: try again in ${waitS} s`, {
    headers: { "Retry-After": String(waitS) },
  });
