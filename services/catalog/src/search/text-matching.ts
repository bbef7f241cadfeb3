/**
 * The ways to understand what was typed, the strictest first; the first that finds something is taken. All words must
 * be met, then all with typing errors, then as many as can be.
 */
import { errorsIn, meet } from "./asked.ts";
import type { Columns } from "./columns.ts";
import { aWordMore, type Matches, type Scoring } from "./relevance.ts";
import { alphabetOf } from "./scripts.ts";
import { isPlainWord, skuIn, type MetSku, type Skus } from "./skus.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { askedWordsOf, spokenWordsOf, stemOf, type Word } from "./words.ts";

export type Found = { each(look: (slot: number, score: number) => void): void };

type IsShown = (slot: number) => boolean;

export type TextMatching = {
  /** Undefined when nothing that is shown matches. Good until the next question. */
  find(text: string, isShown: IsShown): Found | undefined;
  /** What may have been meant, and is found. */
  suggest(text: string, isShown: IsShown): string | undefined;
};

/** The rest of a longer text says nothing new. */
const mostWords = 12;
const longestText = 500;
/** To look for what was meant costs a walk over all words: for so many of a text, and no farther away than this. */
const mostGuessed = 4;
const mostErrors = 3;
/** Above everything that words score. */
const skuScore = 100 * aWordMore;

export function createTextMatching({
  vocabulary,
  scoring,
  skus,
  columns,
}: {
  readonly vocabulary: Vocabulary;
  readonly scoring: Scoring;
  readonly skus: Skus;
  readonly columns: Columns;
}): TextMatching {
  const withSkus = (text: string, matches: Matches): Found => {
    const bySku = new Map<number, number>();
    const isWord = matches.count > 0 && isPlainWord(skuIn(text) ?? "");
    const { isAlive, inStock } = columns.filled;
    for (const met of skus.beginningWith(text, (slot) => isAlive[slot] === 1)) {
      if (!met.isWhole && isWord) continue;
      const score = skuScore * (nearnessOf(met) + (inStock[met.slot] === 1 ? 1 : 0));
      bySku.set(met.slot, Math.max(bySku.get(met.slot) ?? 0, score));
    }
    return {
      each: (look) => {
        for (const [slot, score] of bySku) look(slot, score);
        for (let index = 0; index < matches.count; index += 1) {
          const slot = matches.slots[index] as number;
          if (!bySku.has(slot)) look(slot, matches.scores[index] as number);
        }
      },
    };
  };

  /** The word it may have been, of all there are in its alphabet: closer means fewer errors, then more products. */
  const guess = ({ spoken, written }: Word): string | undefined => {
    const stem = stemOf(spoken);
    const alphabet = alphabetOf(written);
    if (!alphabet || /\d/.test(stem) || stem.length < 3) return undefined;
    const most = Math.min(Math.max(errorsIn(stem), Math.ceil(stem.length * 0.45)), mostErrors);
    let best: { readonly word: number; readonly worth: number } | undefined;
    for (const { word, errors } of vocabulary.close(stem, most)) {
      if (!alphabet.test(vocabulary.writtenOf(word))) continue;
      const candidate = vocabulary.stemOf(word);
      const isSameStart = candidate[0] === stem[0] ? 0 : 1;
      const worth = -(errors + isSameStart) / Math.max(stem.length, candidate.length);
      if (!best || worth > best.worth) best = { word, worth };
    }
    return best && vocabulary.writtenOf(best.word);
  };

  const waysOf = (text: string): (() => Matches)[] => {
    const words = askedWordsOf(text.slice(0, longestText), mostWords);
    const lenient = () => meet(vocabulary, words, true);
    return [
      () => scoring.match(meet(vocabulary, words, false), true),
      () => scoring.match(lenient(), true),
      ...(words.length > 1 ? [() => scoring.match(lenient(), false)] : []),
    ];
  };

  const find = (text: string, isShown: IsShown): Found | undefined => {
    for (const match of waysOf(text)) {
      const found = withSkus(text, match());
      if (hasAny(found, isShown)) return found;
    }
    return undefined;
  };

  return {
    find,
    suggest: (text, isShown) => {
      let left = mostGuessed;
      const known = askedWordsOf(text.slice(0, longestText), mostWords).flatMap((word) => {
        if (vocabulary.find(stemOf(word.spoken)) !== undefined) return word.written;
        left -= 1;
        return left < 0 ? [] : (guess(word) ?? []);
      });
      const asked = spokenWordsOf(text).join(" ");
      return [...new Set([known.join(" "), ...known])].find(
        (each) => each !== "" && spokenWordsOf(each).join(" ") !== asked && find(each, isShown) !== undefined,
      );
    },
  };
}

/** Two apart, so that what is in stock stands before what is met as nearly, and before nothing that is met more nearly. */
const nearnessOf = ({ isWhole, isExact }: MetSku): number => {
  if (isExact) return 6;
  return isWhole ? 4 : 2;
};

function hasAny(found: Found, isShown: IsShown): boolean {
  let has = false;
  found.each((slot) => {
    has ||= isShown(slot);
  });
  return has;
}
