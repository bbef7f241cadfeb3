import type { productsApi } from "@shop/contracts/catalog/products";
import { changeTagsOf } from "@shop/contracts/catalog/tags";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { createProduct, type CreateProductDeps } from "./create-product.ts";
import { removeProduct, replaceProduct, updateProduct, type EditProductDeps } from "./edit-product.ts";
import { getProduct, type GetProductDeps } from "./get-product.ts";
import { pickCurrency } from "./prices.ts";
import { pageTagsOf, toPublicProduct } from "./product-view.ts";
import type { Product } from "./product.ts";
import { isStaff } from "./staff.ts";

type ProductHandlers = Handlers<typeof productsApi>;

export type ProductDeps = CreateProductDeps & GetProductDeps & EditProductDeps;

export const productRoutes = (deps: ProductDeps): ProductHandlers => {
  const [currency] = deps.currencies;
  return {
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
