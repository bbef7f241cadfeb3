import { catalogInternalApi } from "@shop/contracts/catalog/api";
import type { Quote } from "@shop/contracts/catalog/quotes";
import type { HttpClient } from "@shop/kit/http/client";

export type Catalog = {
  /** Quotes by SKU; an unknown SKU is absent. Throws `catalog.unavailable`. */
  quotesOf(skus: readonly string[]): Promise<ReadonlyMap<string, Quote>>;
};

const { path, body: Request, reply: schema } = catalogInternalApi.quote;

export const createCatalogClient = (http: HttpClient): Catalog => ({
  quotesOf: async (skus) => {
    const { items } = await http.call({ method: "post", path, body: Request.parse({ skus }), schema });
    return new Map(items.map((quote) => [quote.sku, quote]));
  },
});
