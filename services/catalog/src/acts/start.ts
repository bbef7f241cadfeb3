/** What the catalog's objects look like, for the record of who changed them. */
import type { catalogApi } from "@shop/contracts/catalog/api";
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import type { Shown } from "@shop/kit/acts/shown";
import type { CategoryStore } from "../categories/category-store.ts";
import { getImport } from "../importing/follow-import.ts";
import type { ImportStore } from "../importing/import-store.ts";
import { getProduct, type GetProductDeps } from "../products/get-product.ts";
import { toPublicProduct } from "../products/product-view.ts";
import type { ReviewStore } from "../reviews/review-store.ts";
import { getStock } from "../stock/change-level.ts";
import type { StockStore } from "../stock/stock-store.ts";

type ShownDeps = GetProductDeps & {
  readonly categories: Pick<CategoryStore, "find">;
  readonly stock: Pick<StockStore, "find">;
  readonly reviews: Pick<ReviewStore, "find">;
  readonly imports: Pick<ImportStore, "find">;
  readonly currencies: ShopCurrencies;
  readonly now: () => Date;
};

export function showObjects(deps: ShownDeps): Shown<typeof catalogApi> {
  const [currency] = deps.currencies;
  const product = async (id: string) =>
    toPublicProduct(await getProduct(deps, { id, isStaff: true }), currency);
  return {
    product,
    pictures: product,
    category: (id) => deps.categories.find(id),
    stock: (sku) => getStock(deps, sku),
    review: (id) => deps.reviews.find(id),
    import: (id) => getImport(deps, id),
  };
}
