/** The search that the configuration names. */
import type { Logger } from "@shop/kit/process/logger";
import { productCollection } from "../products/product-collection-rows.ts";
import type { ProductStore } from "../products/product-store.ts";
import { createEmbeddedSearch } from "./embedded-search-client.ts";
import type { ProductSearch } from "./product-search.ts";

type Start = {
  readonly productSearch: "embedded" | "opensearch";
  readonly openSearchUrl: string;
  readonly mongoUrl: string;
  /** What was saved there an embedded search knows of at once; another one may be a second behind. */
  readonly products: Pick<ProductStore, "recentSaves">;
  readonly log: Logger;
};

/** Waits for no server: until its index is there, the search refuses by `search.unavailable`. */
export async function createProductSearch(given: Start): Promise<ProductSearch & AsyncDisposable> {
  const start = { ...given, collection: productCollection.name };
  if (start.productSearch === "embedded") return createEmbeddedSearch(start);
  // Its client is loaded by those alone who have such a server.
  const { createOpenSearch } = await import("./opensearch-client.ts");
  return createOpenSearch(start);
}
