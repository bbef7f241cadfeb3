/** Text as it is searched: without case, accents and most plurals, so that what people type meets what shops write. */
import anyAscii from "any-ascii";
import { cutUnspaced } from "./scripts.ts";

/** What is longer is no word that anybody types. */
const longestWord = 32;
const isPlain = /^[\0-\x7f]*$/;
const isLatin = /\p{Script=Latin}/u;

/** "Crème Brûlée" → "creme brulee", "Straße" → "strasse", in lower case. */
export const fold = (text: string): string =>
  (isPlain.test(text) ? text : anyAscii(text.normalize("NFKC"))).toLowerCase();

const unquoted = (text: string): string => fold(text).replace(/['`]/g, "");

const spokenIn = (text: string): string[] =>
  unquoted(text)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.slice(0, longestWord));

export type Word = {
  /** As it is searched, but not cut to its stem. */
  readonly spoken: string;
  /** As it is shown: as it is searched, or in its own letters when these are not Latin ones. */
  readonly written: string;
};

export function wordsIn(text: string): Word[] {
  if (isPlain.test(text)) return spokenIn(text).map((spoken) => ({ spoken, written: spoken }));
  return cutUnspaced(text.normalize("NFKC"))
    .split(/\s+/)
    .flatMap((piece) => {
      const spoken = spokenIn(piece);
      if (isLatin.test(piece)) return spoken.map((each) => ({ spoken: each, written: each }));
      const lower = piece.toLowerCase().slice(0, spoken.length * longestWord);
      const written = lower.replace(/['`’ʼ]/g, "").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
      const isPaired = written.length === spoken.length;
      return spoken.map((each, place) => ({ spoken: each, written: (isPaired && written[place]) || lower }));
    });
}

export const spokenWordsOf = (text: string): string[] => wordsIn(text).map(({ spoken }) => spoken);

/** Three words and more that hyphens join, as one: "2-in-1" is asked for as "2in1". Of two, the question knows. */
export const joinedWordsOf = (text: string): string[] =>
  unquoted(text)
    .split(/[^a-z0-9-]+/)
    .map((piece) => piece.split("-").filter((word) => word !== ""))
    .filter((words) => words.length > 2)
    .map((words) => words.join("").slice(0, longestWord));

/** Singular and plural are one: shirts → shirt, dresses → dress, batteries → battery. */
export function stemOf(word: string): string {
  if (word.length < 4 || !word.endsWith("s") || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ss|sh|ch|x|zz)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** Said without meaning it: a product need not have them. */
const fillers = new Set("a an and for from in of on or the to with".split(" "));

/** The first words of what a person typed, `most` at most; fillers only when there is nothing else. */
export function askedWordsOf(text: string, most: number): Word[] {
  const words = wordsIn(text);
  const meant = words.filter(({ spoken }) => !fillers.has(spoken));
  const asked = new Map((meant.length > 0 ? meant : words).map((word) => [word.spoken, word]));
  return [...asked.values()].slice(0, most);
}
