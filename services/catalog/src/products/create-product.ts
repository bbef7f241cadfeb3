import type { NewProduct } from "@shop/contracts/catalog/products";
import { again } from "@shop/kit/change";
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import { productErrors } from "./errors.ts";
import { findCategories, pickCategories, type FindCategoriesDeps } from "./find-categories.ts";
import { refuseForeignPrices } from "./prices.ts";
import { productSlugsFor } from "./product-slugs.ts";
import type { ProductStore } from "./product-store.ts";
import { create, type FirstStock, type Product } from "./product.ts";
import { refuseTaken } from "./refuse-taken.ts";

export type CreateProductDeps = FindCategoriesDeps & {
  readonly products: Pick<ProductStore, "save">;
  readonly currencies: ShopCurrencies;
  readonly now: () => Date;
  readonly newId: () => string;
};

/**
 * A slug that is made from the name gives way to one that is there. Throws `request.invalid` for a category that does
 * not exist, for a price in a currency of others and for a slug that is a word of addresses, `product.twin_variants`, `product.id_taken`, `product.slug_taken`, `product.sku_taken` and `product.busy`.
 */
export async function createProduct(
  deps: CreateProductDeps,
  { id = deps.newId(), ...input }: NewProduct,
  firstStock?: FirstStock,
): Promise<Product> {
  refuseForeignPrices(input.variants, deps.currencies);
  const slugs = input.slug === undefined ? productSlugsFor(input.name, id) : [input.slug];
  for (const slug of slugs) {
    const { decision, result } = await again(async () => {
      const categories = pickCategories(await findCategories(deps, input.categories), input.categories);
      const decided = create({ id, input, slug, categories, now: deps.now() });
      const saved = await deps.products.save([{ kind: "save", before: undefined, ...decided, firstStock }]);
      return saved.kind === "moved" ? saved.kind : { decision: decided, result: saved };
    });
    if (result.kind === "saved") return result.products[0] ?? decision.product;
    const hasAnother = slug !== slugs.at(-1) && result.value === slug && slug !== id;
    if (!hasAnother) throw refuseTaken(result, id);
  }
  throw productErrors.busy(id);
}
