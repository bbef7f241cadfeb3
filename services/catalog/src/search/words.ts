/** Text as it is searched: without case, accents and most plurals, so that what people type meets what shops write. */
import anyAscii from "any-ascii";

/** What is longer is no word that anybody types. */
const longestWord = 32;
const isPlain = /^[\0-\x7f]*$/;

/** "Crème Brûlée" → "creme brulee", "Straße" → "strasse", in lower case. */
export const fold = (text: string): string =>
  (isPlain.test(text) ? text : anyAscii(text.normalize("NFKC"))).toLowerCase();

/** As they are shown: folded, and not cut to their stems. */
export const spokenWordsOf = (text: string): string[] =>
  fold(text)
    .replace(/['`]/g, "")
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word.slice(0, longestWord));

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
export function askedWordsOf(text: string, most: number): string[] {
  const words = spokenWordsOf(text);
  const meant = words.filter((word) => !fillers.has(word));
  return [...new Set(meant.length > 0 ? meant : words)].slice(0, most);
}
