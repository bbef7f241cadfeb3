/**
 * A session: who is signed in, and what may happen to its refresh token. Each use of the token replaces it;
 * one that was replaced before is a copy in wrong hands, and as nobody can tell whose, it ends the session.
 */
import type { Fact } from "@shop/contracts/language/event";
import { sessionDays } from "@shop/contracts/user/browser-sessions";
import { userEvents } from "@shop/contracts/user/events";

export type Holder = { readonly kind: "guest" | "account"; readonly id: string };

export type EndReason =
  | "logged_out"
  | "token_reused"
  | "ended_by_owner"
  | "ended_by_admin"
  | "password_changed"
  | "account_changed"
  | "second_factor_added"
  | "erased";

/** Where a session is used: what its owner knows it by. */
export type Client = {
  /** As a person would call it. */
  readonly device: string;
  /** A block of addresses. */
  readonly place: string;
};

/** How its holder was last known: by the password, by a second factor after it, or by a passkey alone. */
export type Proof = { readonly by: "password" | "second_factor" | "passkey"; readonly at: Date };

export type Session = {
  readonly id: string;
  readonly holder: Holder;
  /** Null: a guest's. */
  readonly proof: Proof | null;
  /** Of the account when the session began; null: a guest's. */
  readonly credential: number | null;
  readonly client: Client;
  readonly createdAt: Date;
  readonly refreshedAt: Date;
  readonly end: { readonly at: Date; readonly reason: EndReason } | null;
};

const minute = 60_000;
const day = 24 * 60 * minute;

export const lifetimes = {
  accessTokenMs: 5 * minute,
  /** Without a refresh. */
  idleMs: sessionDays.idle * day,
  /** However often it is refreshed. */
  absoluteMs: sessionDays.most * day,
} as const;

/** What two machines' clocks may differ by. */
const clockSkewMs = minute;

export type NewSession = Pick<Session, "id" | "holder" | "credential" | "client"> & {
  readonly provenBy: Proof["by"] | null;
};

export const begin = ({ provenBy, ...session }: NewSession, now: Date): Session => ({
  ...session,
  proof: provenBy && { by: provenBy, at: now },
  createdAt: now,
  refreshedAt: now,
  end: null,
});

export const lastsUntil = ({ createdAt }: Session): Date =>
  new Date(createdAt.getTime() + lifetimes.absoluteMs);

/** `reused`: end the session. `refused`: nothing is left to end. */
export type Refresh =
  | { readonly outcome: "refreshed"; readonly session: Session }
  | { readonly outcome: "reused" }
  | { readonly outcome: "refused"; readonly reason: "ended" | "expired" };

/** `isCurrent`: the token shown is the newest of the session, not one that it replaced. */
export function refresh(session: Session, isCurrent: boolean, client: Client, now: Date): Refresh {
  if (session.end) return { outcome: "refused", reason: "ended" };
  if (isExpired(session, now)) return { outcome: "refused", reason: "expired" };
  if (!isCurrent) return { outcome: "reused" };
  return { outcome: "refreshed", session: { ...session, client, refreshedAt: now } };
}

const isExpired = (session: Session, now: Date): boolean =>
  now >= lastsUntil(session) || now.getTime() >= session.refreshedAt.getTime() + lifetimes.idleMs;

export type Ending = { readonly session: Session; readonly events: readonly Fact[] };

/** Ending again changes nothing and announces nothing. */
export function end(session: Session, reason: EndReason, now: Date): Ending {
  if (session.end) return { session, events: [] };
  return {
    session: { ...session, end: { at: now, reason } },
    events: [userEvents.sessionsRevoked.of({ userId: session.holder.id, sessionIds: [session.id] })],
  };
}

const revokedForMs = lifetimes.accessTokenMs + clockSkewMs;

/** When the last access token of a session that ended at `endedAt` is good no more, by anybody's clock. */
export const revokedUntil = (endedAt: Date): Date => new Date(endedAt.getTime() + revokedForMs);

/** What ended before that needs no telling. */
export const endedLatelySince = (now: Date): Date => new Date(now.getTime() - revokedForMs);
