import type { productListsApi } from "@shop/contracts/catalog/product-lists";
import type { productsApi } from "@shop/contracts/catalog/products";
import { changeTagsOf } from "@shop/contracts/catalog/tags";
import type { Cursors } from "@shop/kit/paging/cursor";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { queryKey, toCursor, toSortPosition } from "../paging/cursors.ts";
import { createProduct, type CreateProductDeps } from "./create-product.ts";
import { removeProduct, replaceProduct, updateProduct, type EditProductDeps } from "./edit-product.ts";
import { getProduct, type GetProductDeps } from "./get-product.ts";
import { listProducts, type ListProductsDeps } from "./list-products.ts";
import { pickCurrency } from "./prices.ts";
import { listTagsOf, toPage } from "./product-list-view.ts";
import { pageTagsOf, toPublicProduct } from "./product-view.ts";
import type { Product } from "./product.ts";
import { isStaff } from "./staff.ts";

type ProductHandlers = Handlers<typeof productListsApi & typeof productsApi>;

export type ProductDeps = ListProductsDeps & CreateProductDeps & GetProductDeps & EditProductDeps;

export const productRoutes = (deps: ProductDeps, cursors: Cursors): ProductHandlers => {
  const [currency] = deps.currencies;
  return {
    listProducts: async ({ user, query }) => {
      const key = queryKey(isStaff(user) ? "products:staff" : "products", query);
      const after = toSortPosition(cursors, key, query.cursor);
      const found = await listProducts(deps, { query, isStaff: isStaff(user), after });
      const page = toPage(found, toCursor(cursors, key, found.next));
      const headers = found.isSearched ? soonOver : {};
      return reply(page, { etag: 0, next: page.next, tags: listTagsOf(found), headers });
    },

    createProduct: async ({ body }) => {
      const product = await createProduct(deps, body);
      return reply(toPublicProduct(product, currency), {
        ...aboutChange(product),
        location: `/products/${product.id}`,
      });
    },

    getProduct: async ({ user, params, query }) => {
      const asked = pickCurrency(deps.currencies, query.currency, "query.currency");
      const product = await getProduct(deps, { ...params, isStaff: isStaff(user) });
      return reply(toPublicProduct(product, asked), { etag: product.version, tags: pageTagsOf(product) });
    },

    replaceProduct: async ({ params, body, expect }) =>
      withChanged(currency, await replaceProduct(deps, { ...params, expect }, body)),

    updateProduct: async ({ params, body, expect }) =>
      withChanged(currency, await updateProduct(deps, { ...params, expect }, body)),

    removeProduct: async ({ params, expect }) => {
      const removed = await removeProduct(deps, { ...params, expect });
      return reply(undefined, { tags: changeTagsOf(removed.id) });
    },
  };
};

const aboutChange = ({ id, version }: Product) => ({ etag: version, tags: changeTagsOf(id) });

const withChanged = (currency: string, product: Product) =>
  reply(toPublicProduct(product, currency), aboutChange(product));

/** What a search has found may be a second behind what is true: it is asked again soon. */
const soonOver = { "Surrogate-Control": "max-age=10" } as const;
