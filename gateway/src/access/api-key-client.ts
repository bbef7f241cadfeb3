import { apiKeyExchangeApi } from "@shop/contracts/user/api-keys";
import type { HttpClient } from "@shop/kit/http/client";

/** Undefined for a key that is not good. Rejects when no instance of the user service answers. */
export type Exchange = (
  keyHash: string,
) => Promise<{ readonly accessToken: string; readonly expiresAt: string } | undefined>;

const { method, path, reply: schema } = apiKeyExchangeApi.exchangeApiKey;

/** One client for each instance: the next is asked when one does not answer. */
export const createExchange = (instances: readonly HttpClient[]): Exchange => {
  const ask = async (keyHash: string, [http, ...others]: readonly HttpClient[]): ReturnType<Exchange> => {
    if (!http) throw new Error("The user service has no instance");
    const answer = http
      .call({ method, path, body: { keyHash }, schema })
      .then(({ token }) => token ?? undefined);
    return others.length === 0 ? answer : answer.catch(() => ask(keyHash, others));
  };
  return (keyHash) => ask(keyHash, instances);
};
