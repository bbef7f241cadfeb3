/**
 * The senders of one kind that are counted, in bounded memory. Who has used much is never forgotten to make room, so
 * that nobody gets rid of a used-up allowance by sending from many addresses.
 */
import type { Rule, SenderKind } from "./policies.ts";
import { createTally, renewIfOver, usedOf, type Tally } from "./tally.ts";

export type Sender = { readonly id: string; readonly tallies: readonly Tally[] };

export type Senders = {
  /** All of its tallies are in a window that runs. When there is no room, it is the one that stands for all newcomers. */
  readonly find: (id: string, now: number) => Sender;
  readonly size: () => number;
};

/** No address and no id of ours is spelled so. */
const newcomers = "*";
/** What a newcomer costs at most, in senders that are looked at. */
const looksWhenFull = 8;
const looksOtherwise = 2;
/** Forgetting who has used less than this part of an allowance gives little away, and Redis still knows it. */
const muchUsed = 1 / 4;

export function createSenders({
  kind,
  rules,
  max,
  onForget,
}: {
  kind: SenderKind;
  rules: readonly Rule[];
  max: number;
  onForget: (tally: Tally) => void;
}): Senders {
  const known = new Map<string, Sender>();
  const create = (id: string): Sender => {
    const sender = { kind, id };
    return { id, tallies: rules.map((rule) => createTally(rule, sender)) };
  };
  const rest = create(newcomers);
  /** The hand of a clock: goes round and round, and stays where it is between two newcomers. */
  let hand = known.values();

  const next = (): Sender | undefined => {
    const { value, done } = hand.next();
    if (!done) return value;
    hand = known.values();
    return hand.next().value;
  };
  const makeRoom = (now: number): boolean => {
    const isFull = known.size >= max;
    for (let looks = isFull ? looksWhenFull : looksOtherwise; looks > 0; looks--) {
      const sender = next();
      if (!sender) break;
      if (isOver(sender, now) || (isFull && !hasUsedMuch(sender, now))) {
        known.delete(sender.id);
        sender.tallies.forEach(onForget);
        if (isFull) return true;
      }
    }
    return known.size < max;
  };
  const findOrAdd = (id: string, now: number): Sender => {
    const found = known.get(id);
    if (found) return found;
    if (!makeRoom(now)) return rest;
    const sender = create(id);
    known.set(id, sender);
    return sender;
  };

  return {
    find(id, now) {
      const sender = findOrAdd(id, now);
      for (const tally of sender.tallies) renewIfOver(tally, now);
      return sender;
    },
    size: () => known.size,
  };
}

const isOver = ({ tallies }: Sender, now: number): boolean => tallies.every(({ endsAt }) => endsAt <= now);

const hasUsedMuch = ({ tallies }: Sender, now: number): boolean =>
  tallies.some((tally) => tally.endsAt > now && usedOf(tally) >= tally.rule.quota * muchUsed);
