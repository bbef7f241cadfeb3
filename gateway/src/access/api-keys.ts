/**
 * API keys end here: services are sent an access token in place of one, which the user service gives for its hash. It is
 * renewed while it is used, behind the requests; while the user service is away, it serves until it expires.
 */
import { hashOfApiKey, isWellFormed } from "@shop/kit/auth/api-keys";
import { invalidToken } from "@shop/kit/auth/tokens";
import { LRUCache } from "lru-cache";
import type { Exchange } from "./api-key-client.ts";
import { cannotTell } from "./errors.ts";
import type { Guesses } from "./guesses.ts";

export type ApiKeys = {
  /**
   * The access token for a key that somebody at this address has sent. Throws 401 for a key that is not good, 429
   * `request.too_many` to who sends many of those, and 503 `auth.unavailable` when that cannot be known.
   */
  readonly tokenOf: (key: string, address: string) => Promise<string>;
};

type Known = { readonly accessToken: string; readonly until: number; renewAt: number };

const maxKeys = 10_000;
/** So the user service sees a key that is used at least once in two minutes, and can say when it last was. */
const renewedAfterMs = 60_000;
const retryMs = 5_000;
/** A key that is not good does not become so. */
const refusedMs = 60_000;

export function createApiKeys({
  exchange,
  guesses,
  now = Date.now,
}: {
  readonly exchange: Exchange;
  readonly guesses: Guesses;
  readonly now?: () => number;
}): ApiKeys {
  const good = new LRUCache<string, Known>({ max: maxKeys });
  const bad = new LRUCache<string, number>({ max: maxKeys });
  const asking = new Map<string, Promise<Known | undefined>>();

  const ask = async (keyHash: string): Promise<Known | undefined> => {
    const answer = await exchange(keyHash).catch((cause: unknown) => {
      throw cannotTell(cause);
    });
    if (!answer) {
      good.delete(keyHash);
      bad.set(keyHash, now() + refusedMs);
      return undefined;
    }
    const { accessToken, expiresAt } = answer;
    const known = { accessToken, until: Date.parse(expiresAt), renewAt: now() + renewedAfterMs };
    good.set(keyHash, known);
    return known;
  };
  /** Many requests with one key ask once. */
  const askOnce = (keyHash: string): Promise<Known | undefined> => {
    const running = asking.get(keyHash) ?? ask(keyHash).finally(() => asking.delete(keyHash));
    asking.set(keyHash, running);
    return running;
  };
  const renew = (keyHash: string, known: Known): void => {
    known.renewAt = now() + retryMs;
    void askOnce(keyHash).catch(() => undefined);
  };
  const firstSeen = async (keyHash: string, address: string): Promise<Known | undefined> => {
    if (asking.has(keyHash)) return askOnce(keyHash);
    guesses.admit(address);
    const known = await askOnce(keyHash);
    if (known) guesses.forgive(address);
    return known;
  };

  return {
    async tokenOf(key, address) {
      if (!isWellFormed(key)) throw invalidToken();
      const keyHash = hashOfApiKey(key);
      const known = good.get(keyHash);
      if (known && now() < known.until) {
        if (now() >= known.renewAt) renew(keyHash, known);
        return known.accessToken;
      }
      if (now() < (bad.get(keyHash) ?? 0)) throw invalidToken();
      const fresh = await firstSeen(keyHash, address);
      if (!fresh || now() >= fresh.until) throw invalidToken();
      return fresh.accessToken;
    },
  };
}
