/** What admins do with API keys. */
import type { ApiKeyRequest } from "@shop/contracts/user/api-keys";
import { tellGateways, type EndSessionDeps } from "../sessions/end-session.ts";
import type { RecordSecurityEvent } from "../sessions/security-event.ts";
import type { ApiKeyStore, Position } from "./api-key-store.ts";
import { begin, type ApiKey } from "./api-key.ts";
import { apiKeyErrors } from "./errors.ts";

export type ManageApiKeysDeps = Pick<EndSessionDeps, "revokedSessions" | "now"> & {
  readonly apiKeys: Pick<ApiKeyStore, "insert" | "list" | "count" | "end">;
  readonly record: RecordSecurityEvent;
  readonly newId: () => string;
  /** The key, and what is kept of it. */
  readonly newApiKey: () => { readonly key: string; readonly keyHash: string };
};

/** The newest first; `next` is where the following page begins. */
export async function listApiKeys(
  { apiKeys }: Pick<ManageApiKeysDeps, "apiKeys">,
  { limit, after }: { readonly limit: number; readonly after: Position | undefined },
): Promise<{ readonly items: readonly ApiKey[]; readonly next: Position | null }> {
  const found = await apiKeys.list({ limit: limit + 1, after });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last ? last : null };
}

/** `key` is in this answer and nowhere else. Throws `api_key.expires_in_past`. */
export async function createApiKey(
  { apiKeys, record, now, newId, newApiKey }: ManageApiKeysDeps,
  { name, scopes, expiresAt, by }: ApiKeyRequest & { readonly by: string },
): Promise<{ readonly apiKey: ApiKey; readonly key: string }> {
  const apiKey = begin({
    id: newId(),
    name,
    scopes,
    expiresAt: typeof expiresAt === "string" ? new Date(expiresAt) : null,
    createdAt: now(),
    createdBy: by,
  });
  const { key, keyHash } = newApiKey();
  await apiKeys.insert(apiKey, keyHash);
  record({ event: "api_key_made", userId: by, object: apiKey.id });
  return { apiKey, key };
}

/** Gateways are told at once if they can be, else by the event. Throws `api_key.not_found`, also for one that has ended. */
export async function endApiKey(
  { apiKeys, revokedSessions, record, now }: ManageApiKeysDeps,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<void> {
  const at = now();
  if (!(await apiKeys.end(id, at))) throw apiKeyErrors.notFound(id);
  await tellGateways({ revokedSessions }, [id], at);
  record({ event: "api_key_ended", userId: by, object: id });
}
