import type { apiKeyExchangeApi, apiKeysApi } from "@shop/contracts/user/api-keys";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import { toPublicApiKey } from "./api-key.ts";
import { exchangeApiKey, type ExchangeApiKeyDeps } from "./exchange-api-key.ts";
import { createApiKey, endApiKey, listApiKeys, type ManageApiKeysDeps } from "./manage-api-keys.ts";

type ApiKeyDeps = ManageApiKeysDeps & ExchangeApiKeyDeps;

const query = "api-keys";

export const apiKeyRoutes = (
  deps: ApiKeyDeps,
  cursors: Cursors,
): Handlers<typeof apiKeysApi & typeof apiKeyExchangeApi> => ({
  listApiKeys: async ({ query: { limit, cursor, count } }) => {
    const [at, id] = cursor === undefined ? [] : cursors.decode(query, cursor);
    const after = at === undefined ? undefined : { createdAt: new Date(Number(at)), id: String(id) };
    const page = await listApiKeys(deps, { limit, after });
    const next = page.next && cursors.encode(query, [page.next.createdAt.getTime(), page.next.id]);
    const total = count && { total: await deps.apiKeys.count() };
    return reply({ items: page.items.map(toPublicApiKey), next, ...total }, { next });
  },

  createApiKey: async ({ body, user }) => {
    const { apiKey, key } = await createApiKey(deps, { ...body, by: user.id });
    return { ...toPublicApiKey(apiKey), key };
  },

  endApiKey: ({ params, user }) => endApiKey(deps, { id: params.id, by: user.id }),

  exchangeApiKey: async ({ body }) => ({ token: await exchangeApiKey(deps, body.keyHash) }),
});
