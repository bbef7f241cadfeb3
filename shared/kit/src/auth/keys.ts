/** Where the public keys of access tokens come from; the last good set is kept whatever happens to their source. */
import { createPublicKey, type KeyObject } from "node:crypto";
import type { Logger } from "pino";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { request } from "../net/http-request.ts";

export type KeySource = {
  /** Undefined when there is no such key; throws unavailable while no key is known at all. */
  readonly findKey: (kid: string) => Promise<KeyObject | undefined>;
};

/** RFC 7517, as far as RS256 needs it; keys of other kinds are passed over. */
const JsonWebKeySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(100) });
const RsaKey = z.object({
  kty: z.literal("RSA"),
  kid: z.string().min(1).max(128),
  alg: z.literal("RS256").optional(),
  use: z.literal("sig").optional(),
  n: z.string(),
  e: z.string(),
});

export type JsonWebKeys = z.input<typeof JsonWebKeySet>;

const noKeysYet = () =>
  new AppError("unavailable", "auth.keys_unavailable", "Sign-in cannot be checked just now: try again");

/** For the service that makes the keys: they are at hand. The same object means that nothing changed. */
export function createLocalKeys(getKeys: () => JsonWebKeys | Promise<JsonWebKeys>): KeySource {
  let known: { set: JsonWebKeys; keys: ReadonlyMap<string, KeyObject> } | undefined;
  return {
    async findKey(kid) {
      const set = await getKeys();
      if (known?.set !== set) known = { set, keys: toKeys(set) };
      if (known.keys.size === 0) throw noKeysYet();
      return known.keys.get(kid);
    },
  };
}

/** For everybody else: refreshed in the background, and when a token names a key that is not known yet. */
export function createRemoteKeys({
  urls,
  log,
  everyMs = 5 * 60_000,
  cooldownMs = 5_000,
  retryMs = 1_000,
}: {
  /** One for each instance of the service that makes the keys; the first that gives a set is believed. */
  urls: readonly string[];
  log: Logger;
  everyMs?: number;
  cooldownMs?: number;
  retryMs?: number;
}): KeySource & AsyncDisposable {
  let keys: ReadonlyMap<string, KeyObject> = new Map();
  let lastAskedAt = -Infinity;
  let asking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const closing = new AbortController();

  const refresh = async (): Promise<void> => {
    lastAskedAt = performance.now();
    clearTimeout(timer);
    for (const url of urls)
      try {
        keys = await readKeys(url, closing.signal);
        break;
      } catch (error) {
        if (closing.signal.aborted) return;
        log.warn({ err: error }, "The keys of access tokens could not be read");
      }
    if (closing.signal.aborted) return;
    timer = setTimeout(() => void refreshOnce(), keys.size === 0 ? retryMs : everyMs).unref();
  };
  const refreshOnce = (): Promise<void> =>
    (asking ??= refresh().finally(() => {
      asking = undefined;
    }));

  void refreshOnce();
  return {
    async findKey(kid) {
      const mayAsk = performance.now() - lastAskedAt >= (keys.size === 0 ? retryMs : cooldownMs);
      if (!keys.has(kid) && (asking || mayAsk)) await refreshOnce();
      if (keys.size === 0) throw noKeysYet();
      return keys.get(kid);
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      clearTimeout(timer);
      await asking;
    },
  };
}

async function readKeys(url: string, closing: AbortSignal): Promise<ReadonlyMap<string, KeyObject>> {
  const signal = AbortSignal.any([closing, AbortSignal.timeout(2_000)]);
  const { status, text } = await request(new URL(url), { signal });
  if (status !== 200) throw new Error(`answered ${status}`);
  const keys = toKeys(JsonWebKeySet.parse(JSON.parse(text)));
  if (keys.size === 0) throw new Error("answered no key that RS256 can use");
  return keys;
}

function toKeys(set: JsonWebKeys): ReadonlyMap<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const candidate of set.keys) {
    const { success, data } = RsaKey.safeParse(candidate);
    if (success) keys.set(data.kid, createPublicKey({ key: { ...data }, format: "jwk" }));
  }
  return keys;
}
