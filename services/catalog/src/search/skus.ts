/** SKUs, whole or by their beginning, in any case. */
import { createSortedWords } from "./sorted-words.ts";

export type Skus = {
  add(sku: string, slot: number): void;
  /** Of those of products that have left nobody is `isAlive`. */
  beginningWith(start: string, isAlive: (slot: number) => boolean): MetSku[];
};

export type MetSku = {
  readonly slot: number;
  /** Not its beginning alone was said. */
  readonly isWhole: boolean;
  /** It was said whole, and in its own case: two SKUs may differ in nothing else. */
  readonly isExact: boolean;
};

const most = 1_000;
const looksLikeSku = /^[a-z0-9][a-z0-9._~+:-]{0,63}$/;

/** What was typed, as SKUs are looked for; undefined when it cannot be one or its beginning. */
export function skuIn(text: string): string | undefined {
  const asked = text.trim().toLowerCase();
  return looksLikeSku.test(asked) ? asked : undefined;
}

/** Fewer letters than three begin too many: they are a whole SKU or none. */
export const mayBeginSku = (asked: string): boolean => asked.length >= 3;

/** It may be a word as well: then the beginning of a SKU stands back. */
export const isPlainWord = (sku: string): boolean => /^[a-z]+$/.test(sku);

export function createSkus(): Skus {
  const sorted = createSortedWords();
  return {
    // Nearly all are in capitals; how it is spelled is kept of the others.
    add: (sku, slot) =>
      sorted.add(`${sku.toLowerCase()}\0${slot}${sku === sku.toUpperCase() ? "" : `\0${sku}`}`),
    beginningWith: (start, isAlive) => {
      const asked = skuIn(start);
      if (asked === undefined) return [];
      const begun = mayBeginSku(asked) ? asked : `${asked}\0`;
      const found = sorted.beginningWith(begun, most, (entry) => isAlive(read(entry).slot));
      return found.map((entry) => {
        const { slot, spelled } = read(entry);
        return { slot, isWhole: spelled.length === asked.length, isExact: spelled === start.trim() };
      });
    },
  };
}

function read(entry: string): { readonly slot: number; readonly spelled: string } {
  const [lower = "", slot, spelled = lower.toUpperCase()] = entry.split("\0");
  return { slot: Number(slot), spelled };
}
