import type { productPages } from "@shop/contracts/web/products";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { toReply } from "../../answering/routes.ts";
import type { OpenAsks } from "../../asking/asks.ts";
import { showProduct, type ProductDeps } from "./show-product.ts";

export type ProductRouteDeps = ProductDeps & { readonly openAsks: OpenAsks };

export const productRoutes = (deps: ProductRouteDeps): Handlers<typeof productPages> => ({
  productPage: async ({ params, query }) =>
    toReply(await showProduct(deps, deps.openAsks({}), { slug: params.slug, skus: query.sku })),
});
