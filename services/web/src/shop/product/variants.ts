/** What of a product is chosen, and what could be chosen instead. Pure. */
import type { Product } from "@shop/contracts/catalog/products";

export type Variant = Product["variants"][number];

export type Choosable = {
  /** What is chosen by it: of an option that others follow, the one that agrees best with what is chosen. */
  readonly variant: Variant;
  readonly label: string;
  /** Nothing with it can be bought. */
  readonly isGone: boolean;
};

/** One of several; `name` is null where variants have nothing in common but their names. */
export type Group = { readonly name: string | null; readonly choices: readonly Choosable[] };

export const canBuy = ({ inStock, price }: Variant): boolean => inStock && price !== null;

/** The one that is asked for, else the first that can be bought. */
export const chosenOf = ({ variants }: Product, sku: string | undefined): Variant =>
  variants.find((variant) => variant.sku === sku) ?? variants.find(canBuy) ?? variants[0]!;

/** In the order in which they are chosen: the last decides the SKU. A product that is one thing has none. */
export function groupsOf(product: Product, chosen: Variant): readonly Group[] {
  const { options, variants } = product;
  if (variants.length === 1) return [];
  const names = options.map(({ name }) => name);
  const isWhole = variants.every((variant) => names.every((name) => Object.hasOwn(variant.options, name)));
  if (names.length === 0 || !isWhole)
    return [
      { name: null, choices: variants.map((variant) => toChoosable(variant.name, [variant], chosen, [])) },
    ];
  return options.map(({ name, values }, index) => {
    const before = names.slice(0, index);
    // The last one is chosen among what there is of the rest.
    const fits =
      index === names.length - 1 ? variants.filter((each) => agrees(each, chosen, before)) : variants;
    const choices = values.flatMap((value) => {
      const having = fits.filter((each) => each.options[name] === value);
      return having.length === 0 ? [] : [toChoosable(value, having, chosen, names)];
    });
    return { name, choices };
  });
}

function toChoosable(
  label: string,
  having: readonly Variant[],
  chosen: Variant,
  names: readonly string[],
): Choosable {
  const likeness = (variant: Variant): number =>
    names.filter((name) => variant.options[name] === chosen.options[name]).length * 2 +
    Number(canBuy(variant));
  const variant = having.reduce((best, each) => (likeness(each) > likeness(best) ? each : best));
  return { variant, label, isGone: !having.some(canBuy) };
}

const agrees = (a: Variant, b: Variant, names: readonly string[]): boolean =>
  names.every((name) => a.options[name] === b.options[name]);

/** The chosen one's picture first, where its words say which that is. */
export function picturesOf({ images }: Product, { options }: Variant): Product["images"] {
  const wanted = Object.values(options).map(wordsIn);
  const matches = images.map(({ alt }) => {
    const said = new Set(wordsIn(alt));
    return wanted.filter((each) => each.length > 0 && each.every((word) => said.has(word))).length;
  });
  const best = matches.indexOf(Math.max(...matches));
  return best <= 0 ? images : [images[best]!, ...images.filter((_, index) => index !== best)];
}

const wordsIn = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
