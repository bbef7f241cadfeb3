import type { SessionStore } from "../sessions/session-store.ts";
import type { Client, Session } from "../sessions/session.ts";
import { secondFactorErrors } from "./errors.ts";
import type { SecondFactors } from "./second-factor.ts";

export type RequireProofDeps = {
  readonly sessions: Pick<SessionStore, "find">;
  readonly now: () => Date;
};

/** Who asks, and from where. */
export type Owner = {
  readonly id: string;
  readonly sessionId: string;
  readonly address: string;
  readonly client: Client;
};

const freshForMs = 10 * 60_000;

/**
 * A session alone does not change how its owner is known: whoever has taken it over could keep it for good. Who has a
 * factor must have shown one in this session, which is answered; `isFresh`: not long ago. Throws `auth.sign_in_again`.
 */
export async function requireProof(
  { sessions, now }: RequireProofDeps,
  { sessionId }: Pick<Owner, "sessionId">,
  { factors }: SecondFactors,
  { isFresh }: { readonly isFresh: boolean },
): Promise<Session> {
  const session = await sessions.find(sessionId);
  if (!session?.proof || session.end) throw secondFactorErrors.signInAgain();
  const { by, at } = session.proof;
  const isEnough = factors.length === 0 || by !== "password";
  const isRecent = now().getTime() < at.getTime() + freshForMs;
  if (!isEnough || (isFresh && !isRecent)) throw secondFactorErrors.signInAgain();
  return session;
}
