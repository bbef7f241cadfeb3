/**
 * What a person asked, in words of the catalogue. Each asked word may be met by several of them, each as good as it is
 * near: the word itself, one that begins so, one with typing errors, the same written apart or together.
 */
import type { Vocabulary } from "./vocabulary.ts";
import { isOfSigns } from "./scripts.ts";
import { stemOf, type Word } from "./words.ts";

/** How near a word is to what was asked, from 0 to 1. */
export type Met = { readonly word: number; readonly nearness: number };
/** Both stand in a product's name. */
export type MetApart = { readonly first: number; readonly second: number };

export type AskedWord = { readonly met: readonly Met[]; readonly apart: readonly MetApart[] };

const nearness = { together: 0.95, beginning: 0.8, oneError: 0.5, moreErrors: 0.3 } as const;

/** `isLenient`: typing errors are thought of even where there is such a word. */
export function meet(vocabulary: Vocabulary, words: readonly Word[], isLenient: boolean): AskedWord[] {
  return words.map((asked, index): AskedWord => {
    const { spoken, written } = asked;
    const best = new Map<number, number>();
    const take = (word: number | undefined, near: number): void => {
      if (word !== undefined && near > (best.get(word) ?? 0)) best.set(word, near);
    };
    const stem = stemOf(spoken);
    take(vocabulary.find(stem), 1);
    for (const { word, nearness: near } of begunBy(vocabulary, asked)) take(word, near);
    for (const joined of joinedAround(words, index)) take(vocabulary.find(joined), nearness.together);
    const apart = partsOf(vocabulary, spoken);
    if (isLenient || (best.size === 0 && apart.length === 0))
      for (const { word, errors } of vocabulary.close(stem, isOfSigns(written) ? 0 : errorsIn(stem)))
        take(word, nearnessOf(errors, stem, vocabulary.stemOf(word)));
    return { met: [...best].map(([word, near]) => ({ word, nearness: near })), apart };
  });
}

/** Stems of the word written together with the one before it, and with the one behind it. */
export function joinedAround(words: readonly Word[], index: number): string[] {
  const [before, asked, after] = [words[index - 1], words[index], words[index + 1]];
  const pairs = [
    [before, asked],
    [asked, after],
  ] as const;
  return pairs.flatMap(([first, second]) => (first && second ? stemOf(first.spoken + second.spoken) : []));
}

/** How a sign is spoken begins many words of letters, which it does not mean. */
function begunBy(vocabulary: Vocabulary, { spoken, written }: Word): Met[] {
  const isMeant = (word: number): boolean => !isOfSigns(written) || isOfSigns(vocabulary.writtenOf(word));
  return [...new Set([spoken, stemOf(spoken)])].flatMap((start) =>
    vocabulary
      .beginningWith(start)
      .filter(isMeant)
      .map((word) => ({ word, nearness: nearnessOfBeginning(start, vocabulary.stemOf(word)) })),
  );
}

/** "pho" is nearer to "phone" than to "photographer". */
const nearnessOfBeginning = (start: string, word: string): number =>
  nearness.beginning * Math.sqrt(start.length / word.length);

/** Few people mistype the first letter. */
const nearnessOf = (errors: number, asked: string, word: string): number =>
  (errors === 1 ? nearness.oneError : nearness.moreErrors) * (asked[0] === word[0] ? 1 : 0.6);

/** So many a person makes in a word of that length; in a number none. */
export function errorsIn(word: string): number {
  if (word.length < 4 || /\d/.test(word)) return 0;
  return word.length < 8 ? 1 : 2;
}

/** "phonecover" → phone, cover; "65w" → 65, w. */
function partsOf(vocabulary: Vocabulary, spoken: string): MetApart[] {
  if (spoken.length < 3) return [];
  const parts: MetApart[] = [];
  for (let cut = 1; cut < spoken.length; cut += 1) {
    const first = vocabulary.find(stemOf(spoken.slice(0, cut)));
    const second = vocabulary.find(stemOf(spoken.slice(cut)));
    if (first !== undefined && second !== undefined) parts.push({ first, second });
  }
  return parts;
}
