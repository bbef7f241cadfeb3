/** The search that the configuration names. */
import type { Logger } from "@shop/kit/process/logger";
import { createEmbeddedSearch } from "./embedded-search-client.ts";
import type { ProductSearch } from "./product-search.ts";

export const createProductSearch = ({
  mongoUrl,
  collection,
  log,
}: {
  readonly mongoUrl: string;
  /** Where the products lie. */
  readonly collection: string;
  readonly log: Logger;
}): ProductSearch & AsyncDisposable => createEmbeddedSearch({ mongoUrl, collection, log });
