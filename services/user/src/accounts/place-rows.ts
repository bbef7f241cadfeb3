/**
 * Places that an account's owner was signed in at. The throttle of logins gives them allowances of their own, so that
 * nobody who guesses elsewhere can lock the owner out there.
 */
import { createHash } from "node:crypto";
import { addressBlockOf } from "@shop/kit/net/address-block";

/** How the owner was last known there: by a sign-in or the token of a mail, or only by a session that went on there. */
export type KnownBy = "sign_in" | "refresh";

/** Where, by its address or its block of addresses, and when. */
export type At = { readonly address: string; readonly now: Date };

export type KnownPlace = {
  readonly key: string;
  readonly seenAt: Date;
};

const day = 24 * 60 * 60_000;

const knownPlaces = {
  /** Of one account, the latest of each kind. */
  most: 20,
  /** As long as a session can last. */
  forgottenAfterMs: 90 * day,
  /** A place that was noted less than this ago is not noted again. */
  notedEveryMs: day,
} as const;

/** Kept apart: a session in wrong hands may go on at many places, and must not push out where its owner signs in. */
const fieldOf = { sign_in: "places", refresh: "movedTo" } as const;

/** Of an account's row, apart from what `save` writes: noting a place is no edit. */
export type Places = { readonly places?: readonly KnownPlace[]; readonly movedTo?: readonly KnownPlace[] };

/** Of the address's block; the same block has another key for another account. */
export const placeKey = (accountId: string, address: string): string =>
  createHash("sha256")
    .update(`${accountId} ${addressBlockOf(address)}`)
    .digest("base64url")
    .slice(0, 22);

/** Undefined: the owner was not there, or too long ago. */
export function knownBy(
  { places = [], movedTo = [] }: Places,
  accountId: string,
  { address, now }: At,
): KnownBy | undefined {
  const key = placeKey(accountId, address);
  const since = now.getTime() - knownPlaces.forgottenAfterMs;
  const isAmong = (kept: readonly KnownPlace[]) =>
    kept.some((place) => place.key === key && place.seenAt.getTime() > since);
  if (isAmong(places)) return "sign_in";
  return isAmong(movedTo) ? "refresh" : undefined;
}

/** The latest places, this one the last of them, for an update of the account; `isNew`: it was not noted lately. */
export function notePlace(accountId: string, { address, now: seenAt }: At, by: KnownBy) {
  const field = fieldOf[by];
  const key = placeKey(accountId, address);
  const lately = new Date(seenAt.getTime() - knownPlaces.notedEveryMs);
  const others = { $filter: { input: { $ifNull: [`$${field}`, []] }, cond: { $ne: ["$$this.key", key] } } };
  return {
    isNew: { [field]: { $not: { $elemMatch: { key, seenAt: { $gt: lately } } } } },
    noted: [
      { $set: { [field]: { $slice: [{ $concatArrays: [others, [{ key, seenAt }]] }, -knownPlaces.most] } } },
    ],
  };
}
