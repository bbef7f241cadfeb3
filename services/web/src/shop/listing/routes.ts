import type { browsingPages } from "@shop/contracts/web/browsing";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { toReply } from "../../answering/routes.ts";
import type { OpenAsks } from "../../asking/asks.ts";
import { showCategory, type ListingDeps } from "./show-category.ts";
import { showSearch } from "./show-search.ts";

type ListingPages = Pick<typeof browsingPages, "categoryPage" | "searchPage">;

export const listingRoutes = (
  deps: ListingDeps & { readonly openAsks: OpenAsks },
): Handlers<ListingPages> => ({
  categoryPage: async ({ params, query }) =>
    toReply(await showCategory(deps, deps.openAsks({}), { slug: params.slug, query })),
  searchPage: async ({ query }) => toReply(await showSearch(deps, deps.openAsks({}), { query })),
});
