import { maxRelated } from "@shop/contracts/catalog/related";
import type { CategoryStore } from "../categories/category-store.ts";
import { getProduct, type GetProductDeps } from "../products/get-product.ts";
import type { ProductItemStore } from "../products/product-item-store.ts";
import type { Listed, Product } from "../products/product.ts";
import type { CompanionStore } from "./companion-store.ts";

export type ListRelatedDeps = GetProductDeps & {
  readonly companions: Pick<CompanionStore, "find">;
  readonly categories: Pick<CategoryStore, "findMany">;
  readonly items: ProductItemStore;
};

export type Related = { readonly productId: string; readonly items: readonly Listed[] };

/** What is bought together with it, then what stands beside it in its category. Throws `product.not_found`. */
export async function listRelated(
  deps: ListRelatedDeps,
  asked: { readonly id: string; readonly isStaff: boolean },
): Promise<Related> {
  const product = await getProduct(deps, asked);
  const together = await boughtWith(deps, product);
  const missing = maxRelated - together.length;
  const beside = missing > 0 ? await standingBeside(deps, product) : [];
  const all = new Map([...together, ...beside].map((item) => [item.id, item]));
  all.delete(product.id);
  return { productId: product.id, items: [...all.values()].slice(0, maxRelated) };
}

async function boughtWith(
  { companions, items }: Pick<ListRelatedDeps, "companions" | "items">,
  { id }: Product,
): Promise<Listed[]> {
  const ids = (await companions.find(id)).map(({ productId }) => productId);
  const onSale = new Map((await items.findActive(ids)).map((item) => [item.id, item]));
  return ids.flatMap((each) => onSale.get(each) ?? []).slice(0, maxRelated);
}

/** As many as are needed even when all that is bought together, and the product itself, are among them. */
const besideLimit = 2 * maxRelated + 1;

async function standingBeside(
  { categories, items }: Pick<ListRelatedDeps, "categories" | "items">,
  product: Product,
): Promise<readonly Listed[]> {
  const found = await categories.findMany(product.categories.map(({ id }) => id));
  const [deepest] = found.toSorted((a, b) => b.path.length - a.path.length || (a.id < b.id ? -1 : 1));
  return deepest ? items.newestIn(deepest.id, besideLimit) : [];
}
