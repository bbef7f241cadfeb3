/** What API keys are made of. */
import { randomBytes } from "node:crypto";
import { hashOfApiKey, toApiKey } from "@shop/kit/auth/api-keys";
import type { Ground } from "@shop/kit/service/open-service";
import { isGood } from "./api-key.ts";
import { createApiKeyStore, type ApiKeyStore } from "./api-key-store.ts";
import type { ExchangeApiKeyDeps } from "./exchange-api-key.ts";
import type { ManageApiKeysDeps } from "./manage-api-keys.ts";
import { apiKeyRoutes } from "./routes.ts";

type OfOthers = Omit<ManageApiKeysDeps & ExchangeApiKeyDeps, "apiKeys" | "newApiKey">;

/** Its handlers, the key of an id, whether that is good, and those that ended lately. */
export function openApiKeys(
  { connection, outbox, cursors }: Pick<Ground, "connection" | "outbox" | "cursors">,
  deps: OfOthers,
): {
  readonly handlers: ReturnType<typeof apiKeyRoutes>;
  readonly isGoodKey: (id: string) => Promise<boolean>;
  readonly findKey: ApiKeyStore["find"];
  readonly endedKeysSince: ApiKeyStore["endedSince"];
} {
  const apiKeys = createApiKeyStore({ connection, outbox });
  return {
    handlers: apiKeyRoutes({ ...deps, apiKeys, newApiKey }, cursors),
    findKey: (id) => apiKeys.find(id),
    endedKeysSince: (since) => apiKeys.endedSince(since),
    isGoodKey: async (id) => {
      const key = await apiKeys.find(id);
      return key !== undefined && isGood(key, deps.now());
    },
  };
}

function newApiKey() {
  const key = toApiKey(randomBytes(32));
  return { key, keyHash: hashOfApiKey(key) };
}
