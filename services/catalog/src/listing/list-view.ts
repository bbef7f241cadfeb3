/** A list of products as the world sees it. */
import type { ProductPage } from "@shop/contracts/catalog/product-lists";
import { categoriesTag, categoryTag, productsTag } from "@shop/contracts/catalog/tags";
import type { FoundProducts, NamedFacets } from "./list-products.ts";
import { toItem } from "../products/product-view.ts";

/** `next`: the cursor after it. */
export function toPage({ items, currency, ...found }: FoundProducts, next: string | null): ProductPage {
  const { total, facets, suggestion } = found;
  return {
    items: items.flatMap((product) => toItem(product, currency) ?? []),
    next,
    ...(total && { total }),
    ...(facets && { facets: toPublicFacets(facets) }),
    ...(suggestion !== undefined && { suggestion }),
  };
}

const toPublicFacets = ({
  brand,
  category,
  attributes,
  price,
  exact,
}: NamedFacets): ProductPage["facets"] => ({
  brand: [...brand],
  category: [...category],
  attributes: Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values]])),
  price,
  exact,
});

/** What a cached list is purged by: any product changes, its category does, or one of those it names. */
export const listTagsOf = ({ categoryId, facets }: FoundProducts): string[] => [
  productsTag,
  ...(categoryId === undefined ? [] : [categoryTag(categoryId)]),
  ...(facets ? [categoriesTag] : []),
];
