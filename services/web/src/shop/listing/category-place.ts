/** Where a category stands, out of the list of its products: that names every category that they hang in. Pure. */
import { maxLevels, type CategoryLink } from "@shop/contracts/catalog/categories";
import type { ProductPage } from "@shop/contracts/catalog/product-lists";

export type CategoryAround = CategoryLink & {
  /** All above it, the topmost first. */
  readonly path: readonly CategoryLink[];
  /** Directly under it, by position. */
  readonly children: readonly CategoryLink[];
};

type Counted = NonNullable<ProductPage["facets"]>["category"][number];

/** A list names no more of them; then some may be missing. */
export const mostNamed = 200;

/** By id or slug. Undefined when the list does not tell, as one that is empty: somebody has to be asked. */
export function aroundIn({ facets }: ProductPage, idOrSlug: string): CategoryAround | undefined {
  const named = facets?.category ?? [];
  const category = named.find(({ value, slug }) => value === idOrSlug || slug === idOrSlug);
  if (!category || named.length >= mostNamed) return undefined;
  const above = aboveOf(category, new Map(named.map((each) => [each.value, each])));
  if (!above) return undefined;
  const children = named.filter(({ parentId }) => parentId === category.value).toSorted(byPosition);
  return { ...toLink(category), path: above.map(toLink), children: children.map(toLink) };
}

/** Undefined when one is not named, as while the search is behind a move. */
function aboveOf(
  { parentId }: Counted,
  byId: ReadonlyMap<string, Counted>,
  levels: number = maxLevels,
): Counted[] | undefined {
  if (parentId === null) return [];
  const parent = parentId === undefined || levels === 0 ? undefined : byId.get(parentId);
  const above = parent && aboveOf(parent, byId, levels - 1);
  return parent && above && [...above, parent];
}

const byPosition = (a: Counted, b: Counted): number =>
  (a.position ?? 0) - (b.position ?? 0) || (a.value < b.value ? -1 : 1);

const toLink = ({ value, slug, name }: Counted): CategoryLink => ({ id: value, slug, name });
