/**
 * Places that an account's owner was signed in at. The throttle of logins gives each an allowance of its own, so that
 * nobody who guesses elsewhere can lock the owner out there.
 */
import { createHash } from "node:crypto";
import { addressBlockOf } from "@shop/kit/net/address-block";

export type KnownPlace = {
  readonly key: string;
  readonly seenAt: Date;
};

const day = 24 * 60 * 60_000;

export const knownPlaces = {
  /** Of one account, the latest. */
  most: 20,
  /** As long as a session can last. */
  forgottenAfterMs: 90 * day,
  /** A place that was noted less than this ago is not noted again. */
  notedEveryMs: day,
} as const;

/** Of the address's block; the same block has another key for another account. */
export const placeKey = (accountId: string, address: string): string =>
  createHash("sha256")
    .update(`${accountId} ${addressBlockOf(address)}`)
    .digest("base64url")
    .slice(0, 22);

export const isKnownPlace = (places: readonly KnownPlace[], key: string, now: Date): boolean =>
  places.some(
    (place) => place.key === key && place.seenAt.getTime() > now.getTime() - knownPlaces.forgottenAfterMs,
  );
