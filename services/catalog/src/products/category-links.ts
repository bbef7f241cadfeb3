/** Whether products that are saved name their categories as these are. Pure. */
import { isSameLinks, linksTo, type Category } from "../categories/category.ts";
import type { Change, Product } from "./product.ts";

/** Of all products that there are afterwards. */
export const categoriesNamed = (changes: readonly Change[]): string[] => [
  ...new Set(savedBy(changes).flatMap(({ categories }) => categories.map(({ id }) => id))),
];

/** `now`: the categories that are named; one that does not exist any more is absent. */
export function isLinkedTo(changes: readonly Change[], now: readonly Category[]): boolean {
  const byId = new Map(now.map((category) => [category.id, category]));
  return savedBy(changes).every((product) =>
    isSameLinks(linksTo(product.categories.flatMap(({ id }) => byId.get(id) ?? [])), product),
  );
}

const savedBy = (changes: readonly Change[]): Product[] =>
  changes.flatMap((change) => (change.kind === "save" ? [change.product] : []));
