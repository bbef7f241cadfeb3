import type { addressesApi } from "@shop/contracts/user/addresses";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import { pageOfAll } from "@shop/kit/paging/whole-list";
import {
  addAddress,
  editAddress,
  getAddress,
  listAddresses,
  removeAddress,
  type AddressDeps,
} from "./change-addresses.ts";

export const addressRoutes = (deps: AddressDeps, cursors: Cursors): Handlers<typeof addressesApi> => ({
  listAddresses: async ({ user, query }) => {
    const page = pageOfAll(cursors, `addresses:${user.id}`, await listAddresses(deps, user.id), query);
    return reply(page, { next: page.next });
  },

  addAddress: async ({ user, body }) => {
    const address = await addAddress(deps, user.id, body);
    return reply(address, { etag: address.version, location: `/me/addresses/${address.id}` });
  },

  getAddress: async ({ user, params }) => {
    const address = await getAddress(deps, { ownerId: user.id, ...params });
    return reply(address, { etag: address.version });
  },

  updateAddress: async ({ user, params, body, expect }) => {
    const address = await editAddress(deps, { ownerId: user.id, ...params, expect, patch: body });
    return reply(address, { etag: address.version });
  },

  removeAddress: ({ user, params, expect }) => removeAddress(deps, { ownerId: user.id, ...params, expect }),
});
