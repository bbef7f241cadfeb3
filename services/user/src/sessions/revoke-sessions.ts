import type { RevokedSessionStore } from "./revoked-session-store.ts";
import { revokedUntil } from "./session.ts";

export type RevokeSessionsDeps = {
  readonly revokedSessions: RevokedSessionStore;
  readonly now: () => Date;
};

export type RevokeSessions = { readonly sessionIds: readonly string[]; readonly endedAt: Date };

/** Tells the gateways which sessions' access tokens to refuse. Needless once these have expired by themselves. */
export async function revokeSessions(
  { revokedSessions, now }: RevokeSessionsDeps,
  { sessionIds, endedAt }: RevokeSessions,
): Promise<void> {
  const until = revokedUntil(endedAt);
  if (until > now()) await revokedSessions.add(sessionIds, until);
}
