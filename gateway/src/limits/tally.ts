/** What one sender has used of one allowance, in the window that runs. */
import type { Rule } from "./policies.ts";

export type Tally = {
  readonly rule: Rule;
  /** Whom it counts. */
  readonly sender: { readonly kind: string; readonly id: string };
  /** Used through this gateway; what it says of itself in Redis, however often, is this number. */
  own: number;
  /** Used through the other gateways, as far as this one has heard. */
  others: number;
  /** On the clock that is handed in, in milliseconds. */
  endsAt: number;
  /** Tells this window of this tally from every other of this process. */
  serial: number;
  /** The window that the gateways share, by the name it has in Redis; empty until it is known. */
  window: string;
};

let lastSerial = 0;

export const createTally = (rule: Rule, sender: Tally["sender"]): Tally => ({
  rule,
  sender,
  own: 0,
  others: 0,
  endsAt: 0,
  serial: 0,
  window: "",
});

/** Begins a new window where the last one is over. */
export function renewIfOver(tally: Tally, now: number): void {
  if (tally.endsAt > now) return;
  tally.own = 0;
  tally.others = 0;
  tally.endsAt = now + tally.rule.windowMs;
  tally.serial = lastSerial += 1;
  tally.window = "";
}

export const usedOf = ({ own, others }: Tally): number => own + others;

/** Less than nothing where the gateways have let through more together before they heard of each other. */
export const leftOf = (tally: Tally): number => tally.rule.quota - usedOf(tally);

/** A cost above the whole allowance uses all of it: what is dear is rare, not impossible. */
export const priceOf = ({ rule }: Tally, cost: number): number => Math.min(cost, rule.quota);

/** At least 1: `Retry-After: 0` would be no wait at all. Rounded, for a whole minute from now may come out a little longer. */
export const endsInS = ({ endsAt }: Tally, now: number): number =>
  Math.max(Math.ceil(Math.round(endsAt - now) / 1_000), 1);
