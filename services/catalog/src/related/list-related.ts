import { maxRelated } from "@shop/contracts/catalog/related";
import type { CategoryStore } from "../categories/category-store.ts";
import { getProduct, type GetProductDeps } from "../products/get-product.ts";
import type { ProductListStore } from "../products/product-list-store.ts";
import type { Listed, Product } from "../products/product.ts";
import type { CompanionStore } from "./companion-store.ts";

export type ListRelatedDeps = GetProductDeps & {
  readonly companions: Pick<CompanionStore, "find">;
  readonly categories: Pick<CategoryStore, "findMany">;
  readonly productLists: Pick<ProductListStore, "findListed" | "list">;
};

export type Related = { readonly productId: string; readonly items: readonly Listed[] };

/** What is bought together with it, then what stands beside it in its category. Throws `product.not_found`. */
export async function listRelated(
  deps: ListRelatedDeps,
  { currency, ...asked }: { readonly id: string; readonly isStaff: boolean; readonly currency: string },
): Promise<Related> {
  const product = await getProduct(deps, asked);
  const together = await boughtWith(deps, product, currency);
  const missing = maxRelated - together.length;
  const beside = missing > 0 ? await standingBeside(deps, product, currency) : [];
  const all = new Map([...together, ...beside].map((item) => [item.id, item]));
  all.delete(product.id);
  return { productId: product.id, items: [...all.values()].slice(0, maxRelated) };
}

async function boughtWith(
  { companions, productLists }: Pick<ListRelatedDeps, "companions" | "productLists">,
  { id }: Product,
  currency: string,
): Promise<Listed[]> {
  const ids = (await companions.find(id)).map(({ productId }) => productId);
  const found = await productLists.findListed(ids, { statuses: ["active"], inStockOnly: false, currency });
  const onSale = new Map(found.map((item) => [item.id, item]));
  return ids.flatMap((each) => onSale.get(each) ?? []).slice(0, maxRelated);
}

/** As many as are needed even when all that is bought together, and the product itself, are among them. */
const enough = maxRelated + 1;
/** Mostly half of a shelf is in stock, or it is shorter than this: then it is read once. */
const besideLimit = 2 * enough;

/** What is in stock first, and the newest of these. */
async function standingBeside(
  { categories, productLists }: Pick<ListRelatedDeps, "categories" | "productLists">,
  product: Product,
  currency: string,
): Promise<readonly Listed[]> {
  const deepest = await deepestOf(categories, product);
  if (!deepest) return [];
  const newest = async (inStockOnly: boolean, limit: number): Promise<Listed[]> => {
    const shelf = { categoryId: deepest.id };
    const bounds = { minPrice: undefined, maxPrice: undefined };
    const list = { statuses: ["active"], shelf, currency, inStockOnly, sort: "newest", ...bounds } as const;
    const placed = await productLists.list(list, { limit, after: undefined });
    return placed.map((each) => each.product);
  };
  const all = await newest(false, besideLimit);
  const there = all.filter(({ inStock }) => inStock);
  const isKnown = all.length < besideLimit || there.length >= enough;
  return [...(isKnown ? there : await newest(true, enough)), ...all];
}

/** Most products have one category, and then nobody has to be asked how deep it is. */
async function deepestOf(
  categories: Pick<CategoryStore, "findMany">,
  { categories: links }: Product,
): Promise<{ readonly id: string } | undefined> {
  if (links.length < 2) return links[0];
  const found = await categories.findMany(links.map(({ id }) => id));
  return found.toSorted((a, b) => b.path.length - a.path.length || (a.id < b.id ? -1 : 1))[0];
}
