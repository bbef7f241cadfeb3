/** Every address of the catalog, for those who list our pages: asked in the shop's own name. */
import { createClient, type Client } from "@shop/client/client";
import { addressesApi } from "@shop/contracts/catalog/addresses";
import type { ServiceTokens } from "@shop/kit/auth/tokens";
import { createServiceTransport } from "@shop/kit/http/transport";

export type AddressClient = Disposable & Client<typeof addressesApi>;

export function createAddressClient(catalogUrl: string, tokens: ServiceTokens): AddressClient {
  const { send, [Symbol.dispose]: dispose } = createServiceTransport({ name: "catalog", url: catalogUrl });
  const client = createClient(
    addressesApi,
    async (sent) => {
      const authorization = `Bearer ${await tokens.tokenFor("catalog")}`;
      return send({ ...sent, headers: { ...sent.headers, authorization } });
    },
    { repeatForMs: 0 },
  );
  return {
    listProductAddresses: client.listProductAddresses,
    cutProductAddresses: client.cutProductAddresses,
    [Symbol.dispose]: dispose,
  };
}
