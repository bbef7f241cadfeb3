/**
 * A browser's session has a secret in the place of a refresh token. It stays as long as the session does: many tabs show
 * it at once, and none takes it away from another.
 */
import type { Role } from "@shop/contracts/language/access";
import { refresh, type Session } from "../sessions/session.ts";

const minute = 60_000;

export const browserRules = {
  /** Being used is worth a write this often. */
  notedEveryMs: minute,
  /** The last access token is given again while it is good for so long yet. */
  leastGoodMs: minute,
} as const;

/** A token that was given for a session. */
export type GivenToken = { readonly accessToken: string; readonly role: Role; readonly expiresAt: Date };

/** The session as it is used; undefined when it has ended or expired. */
export function use(session: Session, now: Date): Session | undefined {
  const decision = refresh(session, true, session.client, now);
  return decision.outcome === "refreshed" ? decision.session : undefined;
}

/** Nobody notes a use after this that was noted since. */
export const noteAgainAfter = (now: Date): Date => new Date(now.getTime() - browserRules.notedEveryMs);

/** Whether it can be given once more to somebody who is this now. */
export const isStillGood = ({ role, expiresAt }: GivenToken, roleNow: Role, now: Date): boolean =>
  role === roleNow && expiresAt.getTime() >= now.getTime() + browserRules.leastGoodMs;

/** Whole seconds, none too many. */
export const secondsLeft = ({ expiresAt }: GivenToken, now: Date): number =>
  Math.floor((expiresAt.getTime() - now.getTime()) / 1_000);
