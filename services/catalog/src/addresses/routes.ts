import type { addressesApi } from "@shop/contracts/catalog/addresses";
import type { Handlers } from "@shop/kit/http/server/handlers";
import type { Connection } from "mongoose";
import { createAddressStore } from "./address-store.ts";
import { cutAddresses } from "./cut-addresses.ts";

export function addressRoutes(connection: Connection): Handlers<typeof addressesApi> {
  const addresses = createAddressStore({ connection });
  return {
    listProductAddresses: async ({ query: { after = "", limit } }) => addresses.list({ after, limit }),
    cutProductAddresses: async ({ query }) => ({ after: await cutAddresses({ addresses }, query) }),
  };
}
