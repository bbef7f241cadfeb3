/** SKUs, whole or by their beginning, in any case. */
import { createSortedWords } from "./sorted-words.ts";

export type Skus = {
  add(sku: string, slot: number): void;
  /** Slots, and whether the whole was said. Of those of products that have left nobody is `isAlive`. */
  beginningWith(
    start: string,
    isAlive: (slot: number) => boolean,
  ): { readonly slot: number; readonly isWhole: boolean }[];
};

const most = 1_000;
/** Fewer letters than three begin too many. */
const looksLikeSku = /^[a-z0-9][a-z0-9._~+:-]{2,63}$/;

/** What was typed, as SKUs are looked for; undefined when it cannot be one or its beginning. */
export function skuIn(text: string): string | undefined {
  const asked = text.trim().toLowerCase();
  return looksLikeSku.test(asked) ? asked : undefined;
}

/** It may be a word as well: then the beginning of a SKU stands back. */
export const isPlainWord = (sku: string): boolean => /^[a-z]+$/.test(sku);

export function createSkus(): Skus {
  const sorted = createSortedWords();
  return {
    add: (sku, slot) => sorted.add(`${sku.toLowerCase()}\0${slot}`),
    beginningWith: (start, isAlive) => {
      const asked = skuIn(start);
      if (asked === undefined) return [];
      const slotOf = (entry: string) => Number(entry.slice(entry.indexOf("\0") + 1));
      const found = sorted.beginningWith(asked, most, (entry) => isAlive(slotOf(entry)));
      return found.map((entry) => ({ slot: slotOf(entry), isWhole: entry[asked.length] === "\0" }));
    },
  };
}
