import type { productListsApi } from "@shop/contracts/catalog/product-lists";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import { queryKey, toCursor, toSortPosition } from "../paging/cursors.ts";
import { soonOver } from "../paging/soon-over.ts";
import { isStaff } from "../products/staff.ts";
import { listProducts, type ListProductsDeps } from "./list-products.ts";
import { listTagsOf, toPage } from "./list-view.ts";

export const listRoutes = (deps: ListProductsDeps, cursors: Cursors): Handlers<typeof productListsApi> => ({
  listProducts: async ({ user, query }) => {
    const key = queryKey(isStaff(user) ? "products:staff" : "products", query);
    const after = toSortPosition(cursors, key, query.cursor);
    const found = await listProducts(deps, { query, isStaff: isStaff(user), after });
    const page = toPage(found, toCursor(cursors, key, found.next));
    const headers = found.isSearched ? soonOver : {};
    return reply(page, { etag: 0, next: page.next, tags: listTagsOf(found), headers });
  },
});
