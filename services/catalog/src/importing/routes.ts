import type { catalogApi } from "@shop/contracts/catalog/api";
import { productsTag } from "@shop/contracts/catalog/tags";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { importProducts, type ImportDeps } from "./import-products.ts";

export const importRoutes = (deps: ImportDeps): Pick<Handlers<typeof catalogApi>, "importProducts"> => ({
  importProducts: async ({ stream }) => reply(await importProducts(deps, stream), { tags: [productsTag] }),
});
