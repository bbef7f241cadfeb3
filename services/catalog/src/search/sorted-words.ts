/** Words in order, for finding all that begin alike. New ones wait beside them, until there are many. */
export type SortedWords = {
  add(word: string): void;
  /** Those that begin so and are wanted, `most` at most. */
  beginningWith(start: string, most: number, isWanted?: (word: string) => boolean): string[];
};

/** Sorting in costs a walk over all words, looking through those that wait a walk over them. */
const mostWaiting = 1_000;

export function createSortedWords(): SortedWords {
  let words: string[] = [];
  let added: string[] = [];

  const sortIn = (): void => {
    if (added.length <= mostWaiting) return;
    words = merge(words, added.toSorted(byCode));
    added = [];
  };

  return {
    add: (word) => {
      added.push(word);
    },
    beginningWith: (start, most, isWanted = () => true) => {
      sortIn();
      const found: string[] = [];
      for (let place = placeOf(words, start); found.length < most; place += 1) {
        const word = words[place];
        if (word === undefined || !word.startsWith(start)) break;
        if (isWanted(word)) found.push(word);
      }
      return [...found, ...added.filter((word) => word.startsWith(start) && isWanted(word))].slice(0, most);
    },
  };
}

const byCode = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function merge(a: readonly string[], b: readonly string[]): string[] {
  const merged: string[] = [];
  let place = 0;
  for (const word of b) {
    for (let next = a[place]; next !== undefined && next <= word; next = a[place]) {
      merged.push(next);
      place += 1;
    }
    merged.push(word);
  }
  for (; place < a.length; place += 1) merged.push(a[place] as string);
  return merged;
}

/** Of the first that is not before it. */
function placeOf(words: readonly string[], start: string): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[middle] as string) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
