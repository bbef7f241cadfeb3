/** Which SKUs changes of products give and take. Pure. */
import type { Ownership } from "../stock/stock.ts";
import type { Change } from "./product.ts";

/** `kept`: all SKUs that the changed products have afterwards. */
export function ownershipAfter(changes: readonly Change[]): Ownership & { readonly kept: readonly string[] } {
  return {
    kept: changes.flatMap(skusAfter),
    lost: changes.flatMap((change) => without(skusBefore(change), skusAfter(change))),
    gained: changes.flatMap((change) =>
      change.kind === "remove"
        ? []
        : without(skusAfter(change), skusBefore(change)).map((sku) => ({
            sku,
            productId: change.product.id,
            onHand: change.firstStock?.get(sku) ?? 0,
          })),
    ),
  };
}

const skusOf = (variants: readonly { readonly sku: string }[]): string[] => variants.map(({ sku }) => sku);
const skusBefore = ({ before }: Change): string[] => skusOf(before?.variants ?? []);
const skusAfter = (change: Change): string[] =>
  change.kind === "save" ? skusOf(change.product.variants) : [];
const without = (skus: readonly string[], others: readonly string[]): string[] =>
  skus.filter((sku) => !others.includes(sku));
