/** Which passwords are refused though they are long enough: there are no rules about what they are made of. */
export type Person = { readonly email: string; readonly name: string };

export type CommonPasswords = {
  /** In lower case. */
  readonly has: (password: string) => boolean;
  /** One of those that people add a year or a mark to. */
  readonly isFirstGuess: (word: string) => boolean;
};

/** True for what is tried first: common passwords, also dressed up, and what is made of the person's own words. */
export function isCommonPassword(password: string, person: Person, common: CommonPasswords): boolean {
  const guess = fold(password);
  return isDressedUp(guess, common) || isOwn(guess, person, common);
}

/** As it is hashed (NFKC: letters of double width are letters), and in any case. */
const fold = (text: string): string => text.normalize("NFKC").toLowerCase();

/** `Password123!` and `p@ssw0rd` are guessed with `password`. */
function isDressedUp(guess: string, { has, isFirstGuess }: CommonPasswords): boolean {
  const begun = guess.replace(/[^\p{L}]{1,6}$/u, "");
  const core = begun.replace(/^[^\p{L}]{1,4}/u, "");
  const words = [begun, core].flatMap((word) => [word, ...spellings(word)]);
  return [guess, ...spellings(guess)].some(has) || words.some(isFirstGuess);
}

const lookalikes: Readonly<Record<string, string>> = {
  "@": "a",
  "4": "a",
  "3": "e",
  "0": "o",
  $: "s",
  "5": "s",
  "7": "t",
  "!": "i",
};

/** Without the digits and marks that stand for letters; a one is an i or an l. */
function spellings(text: string): readonly string[] {
  const read = text.replaceAll(/[@430$57!]/g, (mark) => lookalikes[mark] ?? mark);
  return [read, read.replaceAll("1", "i"), read.replaceAll("1", "l")];
}

/** Fewer characters than this beside one's own words are soon guessed. */
const fewestOfOther = 5;

/** The person's names, the parts of their address and the shop's name, alone, together, or with little else. */
function isOwn(guess: string, { email, name }: Person, { has, isFirstGuess }: CommonPasswords): boolean {
  const words = `supercoolshop ${fold(name)} ${fold(email)}`.split(/[^\p{L}\p{N}]+/u);
  const own = [...new Set(words)].filter((word) => word.length >= 3);
  const rest = own
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, word) => left.replaceAll(word, " "), guess);
  if (rest === guess) return false;
  const other = rest.replaceAll(/[^\p{L}\p{N}]+/gu, "");
  return Array.from(other).length < fewestOfOther || has(other) || isFirstGuess(other);
}
