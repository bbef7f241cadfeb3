/** A made-up catalogue as large as it is asked for, with the shape of real ones. The same seed makes the same. */
import type { ImportRow } from "@shop/contracts/catalog/imports";
import { colours, ends, kinds, looks, sizes, starts } from "./made-words.ts";

export type MadeCategory = { readonly id: string; readonly name: string; readonly parentId: string | null };

const idOf = (words: readonly string[]): string =>
  `made-${words
    .join("-")
    .toLowerCase()
    .replace(/[^a-z]+/g, "-")}`;

/** Three deep, parents before their children. */
export function makeCategories(): MadeCategory[] {
  const all = new Map<string, MadeCategory>();
  for (const { path } of kinds)
    path.forEach((name, depth) => {
      const id = idOf(path.slice(0, depth + 1));
      all.set(id, { id, name, parentId: depth === 0 ? null : idOf(path.slice(0, depth)) });
    });
  return [...all.values()];
}

/** Each product depends on the seed and its own number alone. */
export function* makeProducts({ count, seed }: { count: number; seed: number }): Generator<ImportRow> {
  for (let index = 0; index < count; index += 1) yield makeProduct(index, chance(seed, index));
}

const brandCount = 400;

function makeProduct(index: number, next: () => number): ImportRow {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!;
  const kind = pick(kinds);
  const [look, material] = [pick(looks), pick(kind.materials)];
  // A few brands have most of the products.
  const brand = nameOf(Math.floor(next() ** 3 * brandCount));
  const series = `${nameOf(Math.floor(next() * 2_000))} ${1 + Math.floor(next() * 99)}`;
  // Most prices are low; one in a thousand is a hundred times as high.
  const amount = Math.round((kind.from * (1 + next() ** 6 * 100)) / 10) * 10 - 1;
  const shown = colours.filter(() => next() < 0.2).slice(0, 3);
  const variants = (shown.length > 0 ? shown : [pick(colours)]).flatMap((color) =>
    (next() < 0.3 ? sizes : sizes.slice(1, 2)).map((size) => ({
      sku: `MADE-${index}-${color.toUpperCase()}-${size}`,
      options: { Color: color, Size: size },
      price: { amount, currency: "EUR" as const },
      stock: next() < 0.1 ? 0 : Math.ceil(next() * 200),
    })),
  );
  return {
    id: `made-${index}`,
    name: pick([`${look} ${kind.noun} ${series}`, `${brand} ${kind.noun} ${series}`]),
    description: `${kind.says} ${look}, and made of ${material}. By ${brand}.`,
    brand,
    status: next() < 0.02 ? "draft" : "active",
    taxCategory: "standard",
    categories: [idOf(kind.path)],
    attributes: { material, color: variants[0]!.options.Color, weight: `${50 * Math.ceil(next() * 40)} g` },
    options: [],
    variants,
    images: [],
  };
}

const nameOf = (index: number): string =>
  `${starts[index % starts.length]}${ends[Math.floor(index / starts.length) % ends.length]}${
    index >= starts.length * ends.length ? ` ${Math.floor(index / (starts.length * ends.length)) + 1}` : ""
  }`;

/** Numbers from 0 up to 1 (SplitMix32): a stream of its own for each product. */
function chance(seed: number, index: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
