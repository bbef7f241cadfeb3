import { toTotal } from "@shop/contracts/language/page";
import { shippingMethodsTag, type shippingMethodsApi } from "@shop/contracts/order/shipping-methods";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import { pageById } from "../paging/page-by-id.ts";
import { soldIn } from "../pricing/currency.ts";
import { listOffers, type OfferPosition } from "./list-offers.ts";
import {
  createShippingMethod,
  getShippingMethod,
  removeShippingMethod,
  updateShippingMethod,
  type ManageShippingMethodDeps,
} from "./manage-shipping-methods.ts";
import type { ShippingMethod } from "./shipping-method.ts";

const tags = [shippingMethodsTag];

export const shippingMethodRoutes = (
  deps: ManageShippingMethodDeps,
  cursors: Cursors,
): Handlers<typeof shippingMethodsApi> => ({
  listShippingOffers: async ({ query }) => {
    const { limit, cursor, count, currency: asked, weight: weightGrams, ...rest } = query;
    const { subtotal: amount, ...destination } = rest;
    const currency = soldIn(deps.currencies, asked, "query.currency");
    const name = `offers:${JSON.stringify([destination, currency, weightGrams, amount])}`;
    const parcel = { destination, weightGrams, subtotal: { amount, currency } };
    const after = toPosition(cursors, name, cursor);
    const { items, next: end, all } = await listOffers(deps, { parcel, limit, after });
    const next = end && cursors.encode(name, [end.amount, end.id]);
    return reply({ items, next, ...(count && { total: toTotal(all) }) }, { etag: 0, next, tags });
  },

  listShippingMethods: async ({ query }) => {
    const page = await pageById(cursors, "shipping-methods", deps.shippingMethods, query);
    return reply(page, { next: page.next });
  },

  createShippingMethod: async ({ body }) => {
    const method = await createShippingMethod(deps, body);
    const location = `/admin/shipping-methods/${method.id}`;
    return reply(method, { etag: method.version, location, tags });
  },

  getShippingMethod: async ({ params }) => withMethod(await getShippingMethod(deps, params.id)),

  updateShippingMethod: async ({ params, expect, body }) =>
    withMethod(await updateShippingMethod(deps, { ...params, expect }, body)),

  removeShippingMethod: async ({ params, expect }) => {
    await removeShippingMethod(deps, { ...params, expect });
    return reply(undefined, { tags });
  },
});

const withMethod = (method: ShippingMethod) => reply(method, { etag: method.version, tags });

function toPosition(cursors: Cursors, query: string, cursor: string | undefined): OfferPosition | undefined {
  if (cursor === undefined) return undefined;
  const [amount, id] = cursors.decode(query, cursor);
  return { amount: Number(amount), id: String(id) };
}
