/**
 * Which products have a word, and where. A posting is one number: the product's slot, and below it what kind of text
 * the word stands in. Slots only grow; those of products that left are passed over until the index is built anew.
 */
import { grown } from "./growing.ts";
import type { SearchedProduct } from "./searched-product.ts";
import { joinedWordsOf, spokenWordsOf, stemOf, wordsIn, type Word } from "./words.ts";

/** A bit for each text that a word can stand in. */
export const place = { name: 1, nameEnd: 2, brand: 4, category: 8, attribute: 16, description: 32 } as const;
const placeBits = 6;
export const placeCombinations = 1 << placeBits;

export const slotOf = (posting: number): number => posting >>> placeBits;
export const placesOf = (posting: number): number => posting & (placeCombinations - 1);

/** In letters: longer descriptions repeat themselves. */
const longestDescription = 4_000;

export type Postings = {
  add(word: number, slot: number, places: number): void;
  of(word: number): Uint32Array;
  /** How many products have it, those that left among them. */
  count(word: number): number;
};

export function createPostings(): Postings {
  const none = new Uint32Array(0);
  const lists: Uint32Array[] = [];
  let counts = new Uint32Array(0);
  return {
    add: (word, slot, places) => {
      counts = grown(counts, word + 1);
      const count = counts[word] ?? 0;
      const list = grown(lists[word] ?? new Uint32Array(2), count + 1);
      list[count] = ((slot << placeBits) | places) >>> 0;
      lists[word] = list;
      counts[word] = count + 1;
    },
    of: (word) => lists[word]?.subarray(0, counts[word]) ?? none,
    count: (word) => counts[word] ?? 0,
  };
}

export type SaidWord = { readonly written: string; places: number };

/** The words of a product by their stems, each with all the places where it stands. */
export function saidIn(product: SearchedProduct): ReadonlyMap<string, SaidWord> {
  const said = new Map<string, SaidWord>();
  const say = ({ spoken, written }: Word, places: number): void => {
    const stem = stemOf(spoken);
    const known = said.get(stem);
    if (known) known.places |= places;
    else said.set(stem, { written, places });
  };
  const sayAll = (text: string, places: number): void => {
    for (const word of wordsIn(text)) say(word, places);
  };
  const name = wordsIn(product.name);
  for (const word of name) say(word, place.name);
  for (const joined of joinedWordsOf(product.name)) say({ spoken: joined, written: joined }, place.name);
  const end = name.at(-1);
  if (end !== undefined) say(end, place.nameEnd);
  sayAll(product.brand ?? "", place.brand);
  for (const each of product.categoryNames) sayAll(each, place.category);
  for (const [, value] of product.attributes) sayAll(value, place.attribute);
  for (const each of product.options) sayAll(each, place.attribute);
  sayAll(product.description.slice(0, longestDescription), place.description);
  return said;
}

export const nameWordsOf = ({ name }: SearchedProduct): string[] => spokenWordsOf(name);
