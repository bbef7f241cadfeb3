/** SKUs, whole or by their beginning, in any case. */
import { createSortedWords } from "./sorted-words.ts";

export type Skus = {
  add(sku: string, slot: number): void;
  /** Slots, and whether the whole was said; those of products that left among them. */
  beginningWith(start: string): { readonly slot: number; readonly isWhole: boolean }[];
};

/** Fewer letters begin too many. */
const shortest = 3;
const most = 1_000;
const looksLikeSku = /^[a-z0-9][a-z0-9._~+:-]{2,63}$/;

export function createSkus(): Skus {
  const sorted = createSortedWords();
  return {
    add: (sku, slot) => sorted.add(`${sku.toLowerCase()}\0${slot}`),
    beginningWith: (start) => {
      const asked = start.trim().toLowerCase();
      if (asked.length < shortest || !looksLikeSku.test(asked)) return [];
      return sorted.beginningWith(asked, most).map((entry) => {
        const end = entry.indexOf("\0");
        return { slot: Number(entry.slice(end + 1)), isWhole: end === asked.length };
      });
    },
  };
}
