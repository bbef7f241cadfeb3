import type { AccessTokens } from "../sessions/access-token-provider.ts";
import { lifetimes } from "../sessions/session.ts";
import type { ApiKeyStore } from "./api-key-store.ts";
import { isGood, tokenUntil } from "./api-key.ts";

export type ExchangeApiKeyDeps = {
  readonly apiKeys: Pick<ApiKeyStore, "findByHash" | "noteUse">;
  readonly accessTokens: AccessTokens;
  readonly now: () => Date;
};

/**
 * An access token of staff that is narrowed to the key's scopes, whose subject and session are the key; null for a key
 * that is not good. One that ends meanwhile is announced after it, which ends the token. Throws `auth.keys_unavailable`.
 */
export async function exchangeApiKey(
  { apiKeys, accessTokens, now }: ExchangeApiKeyDeps,
  keyHash: string,
): Promise<{ readonly accessToken: string; readonly expiresAt: string } | null> {
  const at = now();
  const key = await apiKeys.findByHash(keyHash);
  if (!key || !isGood(key, at)) return null;
  const expiresAt = tokenUntil(key, at, lifetimes.accessTokenMs);
  const claims = { userId: key.id, sessionId: key.id, role: "staff", scopes: key.scopes, expiresAt } as const;
  const accessToken = await accessTokens.sign(claims, at);
  await apiKeys.noteUse(key.id, at);
  return { accessToken, expiresAt: expiresAt.toISOString() };
}
