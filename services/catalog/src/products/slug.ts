/** An address made of a name: "Straße & Café" → "strasse-cafe". */

const spelled: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d" };

/** Empty when the name has nothing that fits into an address. */
export const slugOf = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[ßæœøłđ]/g, (letter) => spelled[letter] ?? "")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 120)
    .replace(/^-+|-+$/g, "");

/** The slugs to try for what has none of its own, best first. */
export function slugsFor(name: string, id: string): readonly string[] {
  const made = slugOf(name);
  const ending = slugOf(id) || "x";
  return made === "" ? [ending, `item-${ending}`] : [made, `${made}-${ending}`];
}

/** Its own id is free for it. All taken: the last, and whoever saves it finds out. */
export const pickFreeSlug = (slugs: readonly string[], taken: ReadonlySet<string>, id: string): string =>
  slugs.find((slug) => slug === id || !taken.has(slug)) ?? slugs.at(-1) ?? id;
