/** An address made of a name, in whatever script: "Straße & Café" → "strasse-cafe", "Кружка" → "kruzhka". */
import anyAscii from "any-ascii";

const longest = 120;

/** Empty when the name has nothing that fits into an address. */
export const slugOf = (name: string): string => cut(toWords(name), longest);

/** The slugs to try for what has none of its own, best first. */
export function slugsFor(name: string, id: string): readonly string[] {
  const made = slugOf(name);
  const ending = slugOf(id) || "x";
  if (made === "") return [ending, `item-${ending}`];
  return [made, `${cut(made, longest - ending.length - 1)}-${ending}`];
}

const toWords = (name: string): string =>
  anyAscii(name.normalize("NFKC"))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "");

const cut = (words: string, length: number): string => words.slice(0, length).replace(/-{1,8}$/, "");

/** Its own id is free for it. All taken: the last, and whoever saves it finds out. */
export const pickFreeSlug = (slugs: readonly string[], taken: ReadonlySet<string>, id: string): string =>
  slugs.find((slug) => slug === id || !taken.has(slug)) ?? slugs.at(-1) ?? id;
