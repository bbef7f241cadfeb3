import type { relatedApi } from "@shop/contracts/catalog/related";
import { productsTag, productTag } from "@shop/contracts/catalog/tags";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { toItem } from "../products/product-view.ts";
import { isStaff } from "../products/staff.ts";
import { listRelated, type ListRelatedDeps } from "./list-related.ts";

export const relatedRoutes = (deps: ListRelatedDeps): Handlers<typeof relatedApi> => ({
  listRelated: async ({ user, params }) => {
    const { productId, items } = await listRelated(deps, { ...params, isStaff: isStaff(user) });
    return reply({ items: items.map(toItem), next: null }, { tags: [productTag(productId), productsTag] });
  },
});
