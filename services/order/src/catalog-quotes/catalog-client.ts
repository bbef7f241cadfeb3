import { catalogInternalApi } from "@shop/contracts/catalog/api";
import { isPriced, type PricedQuote } from "@shop/contracts/catalog/quotes";
import type { HttpClient } from "@shop/kit/http/client";
import { gather } from "@shop/kit/process/gather";

export type Catalog = {
  /**
   * Quotes by SKU, in the shop's first currency unless another is named; an unknown SKU is absent, and one without a
   * price in it. Throws `catalog.unavailable`.
   */
  quotesOf(skus: readonly string[], currency?: string): Promise<ReadonlyMap<string, PricedQuote>>;
};

const { path, body: Request, reply: schema } = catalogInternalApi.quote;

/** SKUs that the catalog quotes at once. */
const maxSkus = 200;

export function createCatalogClient(http: HttpClient): Catalog {
  const quotesIn = (currency: string | undefined) =>
    gather(
      async (skus: readonly string[]) => {
        const body = Request.parse({ skus, ...(currency !== undefined && { currency }) });
        const { items } = await http.call({ method: "post", path, body, schema });
        return new Map(items.filter(isPriced).map((quote) => [quote.sku, quote]));
      },
      { max: maxSkus },
    );
  /** What is asked for at the same time goes together, currency by currency: the shop has a few. */
  const asked = new Map<string | undefined, ReturnType<typeof quotesIn>>();
  return {
    quotesOf: async (skus, currency) => {
      const quoteOf = asked.get(currency) ?? quotesIn(currency);
      asked.set(currency, quoteOf);
      const quotes = await Promise.all([...new Set(skus)].map(quoteOf));
      return new Map(quotes.flatMap((quote) => (quote ? [[quote.sku, quote] as const] : [])));
    },
  };
}
