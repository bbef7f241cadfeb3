/** The search that the configuration names. */
import type { Logger } from "@shop/kit/process/logger";
import { createEmbeddedSearch } from "./embedded-search-client.ts";
import type { ProductSearch } from "./product-search.ts";

type Start = {
  readonly productSearch: "embedded" | "opensearch";
  readonly openSearchUrl: string;
  readonly mongoUrl: string;
  /** Where the products lie. */
  readonly collection: string;
  readonly log: Logger;
};

/** Waits for no server: until its index is there, the search refuses by `search.unavailable`. */
export async function createProductSearch(start: Start): Promise<ProductSearch & AsyncDisposable> {
  if (start.productSearch === "embedded") return createEmbeddedSearch(start);
  // Its client is loaded by those alone who have such a server.
  const { createOpenSearch } = await import("./opensearch-client.ts");
  return createOpenSearch(start);
}
