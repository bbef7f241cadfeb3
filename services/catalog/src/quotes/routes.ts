import type { catalogInternalApi } from "@shop/contracts/catalog/api";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { quote, type QuoteDeps } from "./quote.ts";

export const quoteRoutes = (deps: QuoteDeps): Handlers<typeof catalogInternalApi> => ({
  quote: async ({ body }) => ({ items: await quote(deps, body.skus) }),
});
