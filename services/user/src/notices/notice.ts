/** What the owner of an account is owed to be told about it: what, once for which cause, and when no more. Pure. */
import type { NoticeKind } from "../mails/mail.ts";

export type NewNotice = {
  readonly accountId: string;
  readonly kind: NoticeKind;
  /** One cause is told of once, however often it is owed: what of its kind is the same has the same. */
  readonly cause: string;
  readonly at: Date;
  readonly device?: string;
  readonly place?: string;
};

export type OwedNotice = NewNotice & { readonly id: string; readonly attempts: number };

/**
 * Of one kind to one account in an hour; counted apart from the mails that strangers can cause, and from other kinds, so
 * that none of those keeps one of these waiting. More would tell nothing more.
 */
const noticesAnHour = 5;

export const isEnough = (sentLately: number): boolean => sentLately >= noticesAnHour;

export type Place = { readonly device: string; readonly place: string };

/** What earlier sessions of an account say of where the next one begins. */
export type Acquaintance = "known" | "strange" | "no sessions";

/** Longer than this no session is remembered. */
const rememberedForMs = 90 * 24 * 60 * 60_000;

/** The first session of an account is no news to who has just made it; one after a long time is. */
export function isNewDevice(acquaintance: Acquaintance, accountSince: Date, now: Date): boolean {
  if (acquaintance !== "no sessions") return acquaintance === "strange";
  return now.getTime() - accountSince.getTime() > rememberedForMs;
}
