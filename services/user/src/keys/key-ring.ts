/**
 * The keys at hand. Replicas share them through the database, and none needs a timer: a new slot is noticed by
 * the first request that falls into it, at the latest when a gateway reads the JWKS again.
 */
import type { PublicKey } from "@shop/contracts/user/keys";
import { keyErrors } from "./errors.ts";
import type { KeyStore } from "./key-store.ts";
import {
  isKept,
  isOpen,
  keyToSign,
  slotAt,
  slotsNeeded,
  type KeyPeriod,
  type OpenKey,
  type SigningKey,
} from "./signing-key.ts";

type PublicKeys = { readonly keys: PublicKey[] };

export type KeyRing = {
  /** Throws `auth.keys_unavailable` when there is none yet and none can be made. */
  signingKey(): Promise<OpenKey>;
  /** Of the slot before, of this one, of the next: the same object until they change. */
  publicKeys(): Promise<PublicKeys>;
};

type KeyRingDeps = { readonly keys: KeyStore; readonly now: () => Date };
type Loaded = {
  readonly slot: number;
  readonly keys: readonly SigningKey[];
  readonly publicKeys: PublicKeys;
};

export function createKeyRing({ keys, now }: KeyRingDeps, { periodMs, leadMs }: KeyPeriod): KeyRing {
  let loaded: Loaded | undefined;
  let loading: Promise<Loaded> | undefined;

  const load = async (): Promise<Loaded> => {
    const at = now();
    for (const slot of slotsNeeded(at, periodMs)) await keys.ensure(slot);
    const all = (await keys.list()).filter((key) => isKept(key, at));
    if (!all.some(isOpen)) throw keyErrors.sealed();
    const publicKeys = { keys: all.map(({ publicKey }) => publicKey) };
    return { slot: slotAt(at, periodMs).startsAt.getTime(), keys: all, publicKeys };
  };

  const current = async (): Promise<Loaded> => {
    if (loaded?.slot === slotAt(now(), periodMs).startsAt.getTime()) return loaded;
    loading ??= load().finally(() => {
      loading = undefined;
    });
    try {
      loaded = await loading;
    } catch (error) {
      // The key of this slot was made in the one before: a database that is away now need not stop anybody.
      if (!loaded) throw error;
    }
    return loaded;
  };

  return {
    async signingKey() {
      const key = keyToSign((await current()).keys.filter(isOpen), now(), leadMs);
      if (!key) throw keyErrors.unavailable();
      return key;
    },
    publicKeys: async () => (await current()).publicKeys,
  };
}
