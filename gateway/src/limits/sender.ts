/** Whom a request is counted for. */
import { hasRole } from "@shop/contracts/language/access";
import type { Caller } from "@shop/kit/auth/tokens";
import { addressBlockOf } from "@shop/kit/net/address-block";
import type { Transit } from "../entry/transit.ts";

export type RateLimitKeys = {
  readonly address: string;
  /** Who is signed in; a guest is not, as anybody can be as many guests as they like. */
  readonly caller?: string | undefined;
  /** Of the API key that is sent in place of a person's token. */
  readonly keyId?: string | undefined;
};

/** A guest is counted by address. Who is narrowed to scopes is an API key. */
export function keysOf({ origin: { address } }: Pick<Transit, "origin">, caller?: Caller): RateLimitKeys {
  if (caller?.scopes) return { address, keyId: caller.id };
  return { address, caller: caller && hasRole(caller, "customer") ? caller.id : undefined };
}

/** Whoever is signed in, or has a key, is one sender wherever they are, all others by address. */
export function senderOf({ address, caller, keyId }: RateLimitKeys): string {
  if (keyId !== undefined) return `key ${keyId}`;
  return caller === undefined ? `address ${addressBlockOf(address)}` : `caller ${caller}`;
}
