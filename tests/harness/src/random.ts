/** Chance that can be repeated: the same seed makes the same choices. */
export type Random = {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number, both ends included. */
  whole(from: number, to: number): number;
  chance(share: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** By weight. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
};

/** Mulberry32. The parts name a stream of its own, so that what one does moves no other one's choices. */
export function seeded(...parts: readonly (number | string)[]): Random {
  let state = hash(parts.join("/"));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    whole,
    chance: (share) => next() < share,
    pick: (items) => {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new Error("There is nothing to pick from");
      return item;
    },
    weighted: <Name extends string>(weights: Readonly<Record<Name, number>>): Name => {
      const entries = Object.entries<number>(weights) as [Name, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      const found = entries.find(([, weight]) => (left -= weight) < 0) ?? entries.at(-1);
      if (!found) throw new Error("There is nothing to choose from");
      return found[0];
    },
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value;
}

/** Each item may change places with those up to `window` away: as far as a busy broker moves a message. */
export function shuffled<Item>(items: readonly Item[], window: number, random: Random): Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.whole(0, Math.min(window, left.length) - 1), 1));
}
