import { catalogInternalApi } from "@shop/contracts/catalog/api";
import { isPriced, type PricedQuote } from "@shop/contracts/catalog/quotes";
import type { HttpClient } from "@shop/kit/http/client";
import { gather } from "@shop/kit/process/gather";

export type Catalog = {
  /** Quotes by SKU; an unknown SKU is absent, and one without a price. Throws `catalog.unavailable`. */
  quotesOf(skus: readonly string[]): Promise<ReadonlyMap<string, PricedQuote>>;
};

const { path, body: Request, reply: schema } = catalogInternalApi.quote;

/** SKUs that the catalog quotes at once. */
const maxSkus = 200;

export function createCatalogClient(http: HttpClient): Catalog {
  const quoteOf = gather(
    async (skus: readonly string[]) => {
      const { items } = await http.call({ method: "post", path, body: Request.parse({ skus }), schema });
      return new Map(items.filter(isPriced).map((quote) => [quote.sku, quote]));
    },
    { max: maxSkus },
  );
  return {
    quotesOf: async (skus) => {
      const quotes = await Promise.all([...new Set(skus)].map(quoteOf));
      return new Map(quotes.flatMap((quote) => (quote ? [[quote.sku, quote] as const] : [])));
    },
  };
}
