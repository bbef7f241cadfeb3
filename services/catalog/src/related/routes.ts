import type { relatedApi } from "@shop/contracts/catalog/related";
import { productsTag, productTag } from "@shop/contracts/catalog/tags";
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import { pageOfAll } from "@shop/kit/paging/whole-list";
import { queryKey } from "../paging/cursors.ts";
import { pickCurrency } from "../products/prices.ts";
import { toItem } from "../products/product-view.ts";
import { isStaff } from "../products/staff.ts";
import { listRelated, type ListRelatedDeps } from "./list-related.ts";

type Deps = ListRelatedDeps & { readonly currencies: ShopCurrencies };

export const relatedRoutes = (deps: Deps, cursors: Cursors): Handlers<typeof relatedApi> => ({
  listRelated: async ({ user, params, query }) => {
    const currency = pickCurrency(deps.currencies, query.currency, "query.currency");
    const asked = { ...params, isStaff: isStaff(user), currency };
    const { productId, items } = await listRelated(deps, asked);
    const shown = items.flatMap((item) => toItem(item, currency) ?? []);
    const page = pageOfAll(cursors, queryKey("related", { productId, currency }), shown, query);
    return reply(page, { etag: 0, next: page.next, tags: [productTag(productId), productsTag] });
  },
});
