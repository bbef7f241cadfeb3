/** Where somebody is signed in, as its owner sees it and ends it. */
import type { Session as PublicSession } from "@shop/contracts/user/sessions";
import type { Transact } from "@shop/kit/mongo/transactions";
import { endSession, tellGateways, type EndSessionDeps } from "./end-session.ts";
import { sessionErrors } from "./errors.ts";
import type { RecordSecurityEvent } from "./security-event.ts";
import type { EndAll, Position, SessionStore } from "./session-store.ts";
import type { Session } from "./session.ts";

export type MySessionsDeps = EndSessionDeps & {
  readonly sessions: SessionStore;
  readonly transact: Transact;
  readonly record: RecordSecurityEvent;
};

/** Who asks, and by which session. */
export type Owner = { readonly id: string; readonly sessionId: string };

/** The latest first; `next` is where the following page begins. */
export async function listSessions(
  { sessions, now }: Pick<MySessionsDeps, "sessions" | "now">,
  { id, sessionId }: Owner,
  { limit, after }: { readonly limit: number; readonly after: Position | undefined },
): Promise<{ items: PublicSession[]; next: Position | null }> {
  const found = await sessions.listOf(id, { limit: limit + 1, after, now: now() });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = found.length > limit && last ? { refreshedAt: last.refreshedAt, id: last.id } : null;
  return { items: items.map((session) => toPublic(session, sessionId)), next };
}

const toPublic = ({ id, client, createdAt, refreshedAt }: Session, current: string): PublicSession => ({
  id,
  ...client,
  createdAt: createdAt.toISOString(),
  lastSeenAt: refreshedAt.toISOString(),
  current: id === current,
});

/** One that has ended already stays as it is. Throws `session.not_found`, also for somebody else's. */
export async function endMySession(deps: MySessionsDeps, owner: Owner, id: string): Promise<void> {
  const session = await deps.sessions.find(id);
  if (session?.holder.id !== owner.id) throw sessionErrors.notFound(id);
  await endSession(deps, session, "ended_by_owner");
  deps.record({ event: "logged_out", userId: owner.id, sessionId: id });
}

/** All of an account, the caller's too. */
export async function endMySessions(deps: MySessionsDeps, { id: holderId }: Owner): Promise<void> {
  const all: EndAll = { holderId, reason: "ended_by_owner", at: deps.now() };
  const ended = await deps.transact((transaction) => deps.sessions.endAll(all, transaction));
  await tellGateways(deps, ended, all.at);
  for (const sessionId of ended) deps.record({ event: "logged_out", userId: holderId, sessionId });
}
