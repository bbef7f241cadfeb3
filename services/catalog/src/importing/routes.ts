import type { importsApi } from "@shop/contracts/catalog/imports";
import { everything } from "@shop/contracts/language/cache";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { exportProducts } from "./export-products.ts";
import { endImport, getImport } from "./follow-import.ts";
import type { ImportStore } from "./import-store.ts";
import { runImport, type RunImportDeps } from "./run-import.ts";
import type { ProductStore } from "../products/product-store.ts";

type Deps = RunImportDeps & {
  readonly imports: ImportStore;
  readonly products: Pick<ProductStore, "findAfter">;
};

export const importRoutes = (deps: Deps): Handlers<typeof importsApi> => ({
  importProducts: async ({ query: { id }, stream, contentType }) =>
    reply(await runImport(deps, { id, stream, contentType }), { tags: [everything] }),
  getImport: async ({ params: { id } }) => {
    const { startedAt, endedAt, ...rest } = await getImport(deps, id);
    return { ...rest, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
  },
  endImport: async ({ params: { id } }) => endImport(deps, id),
  exportProducts: async () => exportProducts(deps),
});
