import { catalogInternalApi } from "@shop/contracts/catalog/api";
import type { Quote } from "@shop/contracts/catalog/quotes";
import type { HttpClient } from "@shop/kit/http/client";
import { gather } from "@shop/kit/process/gather";

/** An unknown SKU is absent. Without a currency it is the shop's first. Throws `catalog.unavailable`. */
export type Catalog = {
  /** Quotes by SKU, also of what is not sold in the currency. */
  quotesOf(skus: readonly string[], currency?: string): Promise<ReadonlyMap<string, Quote>>;
};

const { path, body: Request, reply: schema } = catalogInternalApi.quote;

/** SKUs that the catalog quotes at once. */
const maxSkus = 200;

export function createCatalogClient(http: HttpClient): Catalog {
  /** Of one currency; there are as many as the shop sells in. */
  const gathered = new Map<string | undefined, (sku: string) => Promise<Quote | undefined>>();
  const quoteIn = (currency: string | undefined) => {
    const read = async (skus: readonly string[]) => {
      const body = Request.parse({ skus, currency });
      const { items } = await http.call({ method: "post", path, body, schema });
      return new Map(items.map((quote) => [quote.sku, quote]));
    };
    const quoteOf = gathered.get(currency) ?? gather(read, { max: maxSkus });
    gathered.set(currency, quoteOf);
    return quoteOf;
  };

  return {
    quotesOf: async (skus, currency) => {
      const quotes = await Promise.all([...new Set(skus)].map(quoteIn(currency)));
      return new Map(quotes.flatMap((quote) => (quote ? [[quote.sku, quote] as const] : [])));
    },
  };
}
