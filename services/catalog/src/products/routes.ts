import type { catalogApi } from "@shop/contracts/catalog/api";
import { categoryTag, changeTagsOf, productsTag } from "@shop/contracts/catalog/tags";
import type { Cursors } from "@shop/kit/paging/cursor";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { queryKey, toCursor, toPosition } from "../paging/cursors.ts";
import { createProduct, type CreateProductDeps } from "./create-product.ts";
import { removeProduct, replaceProduct, updateProduct, type EditProductDeps } from "./edit-product.ts";
import { getProduct, type GetProductDeps } from "./get-product.ts";
import { listProducts, type ListProductsDeps } from "./list-products.ts";
import { pageTagsOf, toItem, toPublicProduct } from "./product-view.ts";
import type { Product } from "./product.ts";
import { isStaff } from "./staff.ts";

type ProductHandlers = Pick<
  Handlers<typeof catalogApi>,
  "listProducts" | "createProduct" | "getProduct" | "replaceProduct" | "updateProduct" | "removeProduct"
>;

export type ProductDeps = ListProductsDeps & CreateProductDeps & GetProductDeps & EditProductDeps;

export const productRoutes = (deps: ProductDeps, cursors: Cursors): ProductHandlers => ({
  listProducts: async ({ user, query }) => {
    const key = queryKey(isStaff(user) ? "products:staff" : "products", query);
    const after = toPosition(cursors, key, query.cursor);
    const { items, next, categoryId } = await listProducts(deps, { query, isStaff: isStaff(user), after });
    const page = { items: items.map(toItem), next: toCursor(cursors, key, next) };
    return reply(page, {
      next: page.next,
      tags: [productsTag, ...(categoryId ? [categoryTag(categoryId)] : [])],
    });
  },

  createProduct: async ({ body }) => {
    const product = await createProduct(deps, body);
    return reply(toPublicProduct(product), { ...aboutChange(product), location: `/products/${product.id}` });
  },

  getProduct: async ({ user, params }) => {
    const product = await getProduct(deps, { ...params, isStaff: isStaff(user) });
    return reply(toPublicProduct(product), { etag: product.version, tags: pageTagsOf(product) });
  },

  replaceProduct: async ({ params, body, expect }) =>
    withChanged(await replaceProduct(deps, { ...params, expect }, body)),

  updateProduct: async ({ params, body, expect }) =>
    withChanged(await updateProduct(deps, { ...params, expect }, body)),

  removeProduct: async ({ params, expect }) => {
    const removed = await removeProduct(deps, { ...params, expect });
    return reply(undefined, { tags: changeTagsOf(removed.id) });
  },
});

const aboutChange = ({ id, version }: Product) => ({ etag: version, tags: changeTagsOf(id) });

const withChanged = (product: Product) => reply(toPublicProduct(product), aboutChange(product));
