/** A category and where it stands in the tree. Pure. */
import type { Category as PublicCategory, NewCategory } from "@shop/contracts/catalog/categories";

export type Category = PublicCategory & {
  /** The ids of all above it, the topmost first, and its own. */
  readonly path: readonly string[];
};

export type Draft = Omit<NewCategory, "id" | "slug"> & { readonly id: string; readonly slug: string };

export const create = ({ id, slug, name, position }: Draft, parent: Category | undefined): Category => ({
  id,
  slug,
  name,
  parentId: parent?.id ?? null,
  position,
  version: 1,
  path: [...(parent?.path ?? []), id],
});
