import type { addressesApi } from "@shop/contracts/catalog/addresses";
import type { Handlers } from "@shop/kit/http/server/handlers";
import type { AddressStore } from "./address-store.ts";
import { cutAddresses } from "./cut-addresses.ts";

export const addressRoutes = (deps: { readonly addresses: AddressStore }): Handlers<typeof addressesApi> => ({
  listProductAddresses: async ({ query: { after = "", limit } }) => deps.addresses.list({ after, limit }),
  cutProductAddresses: async ({ query }) => ({ after: await cutAddresses(deps, query) }),
});
