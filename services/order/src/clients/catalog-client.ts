import { catalogInternalApi } from "@shop/contracts/catalog";
import type { HttpClient } from "@shop/kit/http-client";
import type { Catalog } from "../orders/deps.ts";

const { path, body: Request, reply: schema } = catalogInternalApi.quote;

export const createCatalogClient = (http: HttpClient): Catalog => ({
  quotesOf: async (skus) => {
    const { items } = await http.call({ method: "post", path, body: Request.parse({ skus }), schema });
    return new Map(items.map((quote) => [quote.sku, quote]));
  },
});
