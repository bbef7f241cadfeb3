import { endSession, type EndSessionDeps } from "./end-session.ts";
import type { RecordSecurityEvent } from "./security-event.ts";
import type { FoundSession } from "./session-store.ts";
import { refresh, type Client, type Session } from "./session.ts";

export type SpendTokenDeps = EndSessionDeps & { readonly record: RecordSecurityEvent };

/**
 * The session as it goes on once the token that was shown is replaced; undefined when it does not. A token that was
 * replaced before ends it.
 */
export async function spendToken(
  deps: SpendTokenDeps,
  { session, isCurrent }: FoundSession,
  { address, client }: { readonly address: string; readonly client: Client },
): Promise<Session | undefined> {
  const decision = refresh(session, isCurrent, client, deps.now());
  if (decision.outcome === "refreshed") return decision.session;
  if (decision.outcome === "reused") {
    deps.record({ event: "refresh_token_reused", userId: session.holder.id, sessionId: session.id, address });
    await endSession(deps, session, "token_reused");
  }
  return undefined;
}
