/**
 * How well products answer what was asked. Scores are whole numbers of nothing but the product, the question, and how
 * rare a word is in powers of four: a page continues where the last one ended though products came and went meanwhile.
 */
import type { AskedWord } from "./asked.ts";
import type { Columns } from "./columns.ts";
import { place, placeCombinations, placesOf, slotOf, type Postings } from "./postings.ts";

/** Whose text says more of what it is. A name's last word says what the thing is: a phone cover is a cover. */
const worth = { name: 10, nameEnd: 3, brand: 6, category: 5, attribute: 4, description: 1 } as const;
/** The best place counts, the others a little. */
const echo = 0.2;
const worthOfPlaces = Float64Array.from({ length: placeCombinations }, (_, places) => {
  const [best = 0, ...others] = (Object.keys(place) as (keyof typeof place)[])
    .filter((each) => each !== "nameEnd" && places & place[each])
    .map((each) => worth[each] + (each === "name" && places & place.nameEnd ? worth.nameEnd : 0))
    .toSorted((a, b) => b - a);
  return best + echo * others.reduce((sum, each) => sum + each, 0);
});

/** For a name that is said as a whole. */
const wholeName = 6;
/** What cannot be bought does not stand before what is nearly as good. */
const outOfStock = 0.7;
/** Five stars are worth a twentieth more. */
const stars = 0.01;
const precision = 1_000;
/** More than any score: a product with one more of the words stands first. */
export const aWordMore = 1_000_000;

export type Matches = {
  /** In no order, the first `count` count. */
  readonly slots: Uint32Array;
  readonly scores: Float64Array;
  readonly count: number;
};

/** Reused from question to question: the answers of one are gone with the next. */
export type Scoring = {
  /** `isEvery`: only products with all of the words. */
  match(asked: readonly AskedWord[], isEvery: boolean): Matches;
};

export function createScoring(postings: Postings, columns: Columns): Scoring {
  let capacity = 0;
  let total = new Float64Array(0);
  let best = new Float64Array(0);
  let wordsMet = new Uint16Array(0);
  let wordsInName = new Uint16Array(0);
  let apartMet = new Uint16Array(0);
  let touched = new Uint32Array(0);
  let found = new Uint32Array(0);
  let scores = new Float64Array(0);
  let count = 0;

  const begin = (): void => {
    for (let index = 0; index < count; index += 1) {
      const slot = touched[index] as number;
      wordsMet[slot] = 0;
      wordsInName[slot] = 0;
      total[slot] = 0;
    }
    count = 0;
    if (columns.ids.length <= capacity) return;
    capacity = Math.ceil(columns.ids.length * 1.2) + 16;
    total = new Float64Array(capacity);
    best = new Float64Array(capacity);
    scores = new Float64Array(capacity);
    wordsMet = new Uint16Array(capacity);
    wordsInName = new Uint16Array(capacity);
    apartMet = new Uint16Array(capacity);
    touched = new Uint32Array(capacity);
    found = new Uint32Array(capacity);
  };

  /** `needed`: the words that it must have met already. */
  const meetIn = (slot: number, bit: number, needed: number, value: number, isName: boolean): void => {
    const met = wordsMet[slot] as number;
    if ((met & needed) !== needed || columns.filled.isAlive[slot] === 0) return;
    if (isName) wordsInName[slot] = (wordsInName[slot] as number) | bit;
    if (met & bit) {
      if (value <= (best[slot] as number)) return;
      total[slot] = (total[slot] as number) + value - (best[slot] as number);
    } else {
      if (met === 0) touched[count++] = slot;
      wordsMet[slot] = met | bit;
      total[slot] = (total[slot] as number) + value;
    }
    best[slot] = value;
  };

  const meetWord = ({ met, apart }: AskedWord, bit: number, needed: number): void => {
    for (const { word, nearness } of met) {
      const list = postings.of(word);
      const value = nearness * rarity(columns.ids.length, list.length);
      for (let index = 0; index < list.length; index += 1) {
        const posting = list[index] as number;
        const places = placesOf(posting);
        meetIn(
          slotOf(posting),
          bit,
          needed,
          value * (worthOfPlaces[places] as number),
          (places & place.name) > 0,
        );
      }
    }
    apart.forEach(({ first, second }, index) => {
      const mark = index + 1;
      for (const posting of postings.of(first))
        if (placesOf(posting) & place.name) apartMet[slotOf(posting)] = mark;
      for (const posting of postings.of(second)) {
        const slot = slotOf(posting);
        if (placesOf(posting) & place.name && apartMet[slot] === mark)
          meetIn(slot, bit, needed, worth.name, true);
      }
      for (const posting of postings.of(first)) apartMet[slotOf(posting)] = 0;
    });
  };

  const scoreOf = (slot: number, isEvery: boolean): number => {
    const { nameLength, inStock, rating } = columns.filled;
    const said = bitsIn(wordsInName[slot] as number) / Math.max(1, nameLength[slot] as number);
    const text = (total[slot] as number) + wholeName * Math.min(1, said);
    const liked = 1 + stars * (rating[slot] as number);
    const score = Math.round(precision * text * liked * (inStock[slot] === 1 ? 1 : outOfStock));
    return isEvery ? score : score + aWordMore * bitsIn(wordsMet[slot] as number);
  };

  return {
    match: (asked, isEvery) => {
      begin();
      asked.forEach((word, index) => meetWord(word, 1 << index, isEvery ? (1 << index) - 1 : 0));
      const all = (1 << asked.length) - 1;
      let matching = 0;
      for (let index = 0; index < count; index += 1) {
        const slot = touched[index] as number;
        if (isEvery && wordsMet[slot] !== all) continue;
        scores[matching] = scoreOf(slot, isEvery);
        found[matching++] = slot;
      }
      return { slots: found, scores, count: matching };
    },
  };
}

/** From 1 for a word that every product has, half more for each power of four. */
const rarity = (products: number, having: number): number =>
  1 + Math.round(Math.log2(products / Math.max(1, having)) / 2) / 4;

function bitsIn(bits: number): number {
  let count = 0;
  for (let left = bits; left > 0; left &= left - 1) count += 1;
  return count;
}
