/** What a search must know of scripts: where words end that no blank ends, and where letters are mistyped. */

/** Their words stand side by side, and are of signs, not of letters. */
const scripts = "Han Hira Kana Thai Laoo Khmr Mymr".split(" ");
const signs = scripts.map((script) => `\\p{scx=${script}}`).join("");
const sign = new RegExp(`[${signs}]`, "u");
const signsInARow = new RegExp(`[${signs}]+`, "gu");
const picture = /\p{Extended_Pictographic}/gu;

const alphabets = "Latin Greek Cyrillic Armenian Georgian Hebrew Arabic Hangul"
  .split(" ")
  .map((script) => new RegExp(`\\p{Script=${script}}`, "u"));

/** Knows words by dictionaries that come with Node: made for the first text that needs it. */
let segmenter: Intl.Segmenter | undefined;

/** With blanks between words that have none, and around pictures: 携帯電話ケース → 携帯 電話 ケース. */
export const cutUnspaced = (text: string): string =>
  text.replace(picture, " $& ").replace(signsInARow, (run) => {
    segmenter ??= new Intl.Segmenter("und", { granularity: "word" });
    return ` ${Array.from(segmenter.segment(run), ({ segment }) => segment).join(" ")} `;
  });

export const isOfSigns = (word: string): boolean => sign.test(word);

/** What its letters belong to; undefined for signs, digits and pictures, in which nobody mistypes a letter. */
export const alphabetOf = (word: string): RegExp | undefined =>
  alphabets.find((alphabet) => alphabet.test(word));
