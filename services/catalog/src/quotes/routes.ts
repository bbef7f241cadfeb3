import type { quotesApi } from "@shop/contracts/catalog/quotes";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { quote, type QuoteDeps } from "./quote.ts";

export const quoteRoutes = (deps: QuoteDeps): Handlers<typeof quotesApi> => ({
  quote: async ({ body }) => ({ items: await quote(deps, body) }),
});
