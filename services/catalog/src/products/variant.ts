/** What is bought: a product's variants, and how they are told apart. */
import type { Money } from "@shop/contracts/language/values";
import { productErrors, type FieldError } from "./errors.ts";

export type Variant = {
  readonly sku: string;
  /** Null: called by its options. */
  readonly name: string | null;
  readonly options: Readonly<Record<string, string>>;
  /** In the shop's first currency. */
  readonly price: Money;
  /** In others, by their codes. */
  readonly prices: readonly Money[];
  /** Of one unit; null: nobody has said it. */
  readonly weightGrams: number | null;
  /** Follows the stock. */
  readonly inStock: boolean;
};

type Named = Pick<Variant, "name" | "options">;

/** Null: it has none of its own, and is called as the product is. */
export const ownNameOf = ({ name, options }: Named): string | null =>
  name ?? (Object.values(options).join(" / ") || null);

/** What looks alike is one: blanks of any kind and number, and what is written and never seen. */
const asSeen = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/\s+/g, " ")
    .trim();

/** In any case as well, as people read names. Values keep theirs: the letters a and A can be two goods. */
const asRead = (name: string): string => asSeen(name).toLowerCase();

const shownName = (variant: Named, productName: string): string => asRead(ownNameOf(variant) ?? productName);

/**
 * Two variants with equal options are told apart by their names, or nobody can: neither on the page nor on a pick
 * list. By the name that is shown, whether given or made.
 */
export function refuseTwins(variants: readonly Named[], productName: string): void {
  const first = new Map<string, number>();
  const errors: FieldError[] = [];
  variants.forEach((variant, place) => {
    const options = Object.entries(variant.options)
      .map(([name, value]) => JSON.stringify([asRead(name), asSeen(value)]))
      .toSorted();
    const key = JSON.stringify([options, shownName(variant, productName)]);
    const twin = first.get(key);
    if (twin === undefined) first.set(key, place);
    else
      errors.push({
        path: `variants.${place}`,
        message: `is called as variants.${twin} is: name one of them`,
      });
  });
  if (errors.length > 0) throw productErrors.twinVariants(errors);
}

/**
 * What each variant is called where the product's page is not beside it, as in a cart or an invoice: with its options
 * spelled out where its name alone is another one's too.
 */
export function fullNamesOf(productName: string, variants: readonly Named[]): string[] {
  const shown = variants.map((variant) => shownName(variant, productName));
  return variants.map((variant, place) => {
    const isShared = shown.indexOf(shown[place] ?? "") !== shown.lastIndexOf(shown[place] ?? "");
    const options = Object.entries(variant.options).map(([name, value]) => `${name}: ${value}`);
    const said = isShared ? [variant.name, ...options] : [ownNameOf(variant)];
    return [productName, ...said.filter((each) => each !== null)].join(", ");
  });
}
