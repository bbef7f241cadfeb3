/** Every word of the catalogue: found as it is, by its beginning, and in spite of typing errors. */
import { editDistance } from "./edit-distance.ts";
import { createDictionary, grown } from "./growing.ts";
import { createSortedWords } from "./sorted-words.ts";

export type CloseWord = { readonly word: number; readonly errors: number };

export type Vocabulary = {
  /** The number of a stem; `written` is what it is shown as, the first time. */
  numberOf(stem: string, written: string): number;
  find(stem: string): number | undefined;
  stemOf(word: number): string;
  writtenOf(word: number): string;
  /** Longer words that begin so. */
  beginningWith(start: string): number[];
  /** Words with 1 to `most` typing errors. */
  close(stem: string, most: number): CloseWord[];
  readonly size: number;
};

/** A single letter begins a twentieth of all words: more of them than these say nothing. */
const mostBeginnings = 2_000;

export function createVocabulary(): Vocabulary {
  const stems = createDictionary();
  const writtenAs: string[] = [];
  const sorted = createSortedWords();
  /** A bit for each letter: words that differ in many letters are told apart without comparing them. */
  let letters = new Uint32Array(0);
  let lengths = new Uint8Array(0);

  return {
    numberOf: (stem, written) => {
      const known = stems.find(stem);
      if (known !== undefined) return known;
      const word = stems.numberOf(stem);
      letters = grown(letters, word + 1);
      lengths = grown(lengths, word + 1);
      letters[word] = lettersOf(stem);
      lengths[word] = stem.length;
      writtenAs.push(written);
      sorted.add(stem);
      return word;
    },
    find: (stem) => stems.find(stem),
    stemOf: (word) => stems.textOf(word),
    writtenOf: (word) => writtenAs[word] ?? "",
    beginningWith: (start) =>
      sorted
        .beginningWith(start, mostBeginnings)
        .filter((stem) => stem !== start)
        .map((stem) => stems.numberOf(stem)),
    close: (stem, most) => {
      const found: CloseWord[] = [];
      const asked = lettersOf(stem);
      for (let word = 0; word < stems.size; word += 1) {
        if (Math.abs((lengths[word] ?? 0) - stem.length) > most) continue;
        // An error changes two letters at most.
        if (bitsIn((letters[word] ?? 0) ^ asked) > 2 * most) continue;
        const errors = editDistance(stem, stems.textOf(word), most);
        if (errors > 0 && errors <= most) found.push({ word, errors });
      }
      return found;
    },
    get size() {
      return stems.size;
    },
  };
}

function lettersOf(word: string): number {
  let bits = 0;
  for (let place = 0; place < word.length; place += 1) bits |= 1 << (word.charCodeAt(place) & 31);
  return bits >>> 0;
}

function bitsIn(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
