import type { importsApi } from "@shop/contracts/catalog/imports";
import { everything } from "@shop/contracts/language/cache";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { importProducts, type ImportDeps } from "./import-products.ts";

export const importRoutes = (deps: ImportDeps): Handlers<typeof importsApi> => ({
  importProducts: async ({ stream }) => reply(await importProducts(deps, stream), { tags: [everything] }),
});
