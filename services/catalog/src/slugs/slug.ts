/** An address made of a name, in whatever script: "Straße & Café" → "strasse-cafe", "Кружка" → "kruzhka". */
import { longestSlug } from "@shop/contracts/catalog/slugs";
import anyAscii from "any-ascii";
import { fingerprintOf } from "./fingerprint.ts";

const longest = 120;

/** Empty when the name has nothing that fits into an address. */
export const slugOf = (name: string): string => cut(toWords(name), longest);

/** Of a handle, which names its product for good: two that differ only behind the end stay two. */
export function slugOfHandle(handle: string): string {
  const slug = toWords(handle);
  return slug.length <= longestSlug ? slug : `${cut(slug, longestSlug - 9)}-${fingerprintOf(slug)}`;
}

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
    .replace(/^-|-$/g, "");

const cut = (words: string, length: number): string => words.slice(0, length).replace(/-$/, "");

/** Its own id is free for it. All taken: the last, and whoever saves it finds out. */
export const pickFreeSlug = (slugs: readonly string[], taken: ReadonlySet<string>, id: string): string =>
  slugs.find((slug) => slug === id || !taken.has(slug)) ?? slugs.at(-1) ?? id;
