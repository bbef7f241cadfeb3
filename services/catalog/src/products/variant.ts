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

/**
 * Two variants with equal options are told apart by their names, or nobody can: neither on the page nor on a pick
 * list. As people read names, so in any case; and by the name that is shown, whether given or made.
 */
export function refuseTwins(variants: readonly Named[], productName: string): void {
  const first = new Map<string, number>();
  const errors: FieldError[] = [];
  variants.forEach((variant, place) => {
    const options = Object.entries(variant.options).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([options, (ownNameOf(variant) ?? productName).toLowerCase()]);
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
