/** What sessions need from the outside. `start.ts` supplies it. */
import type { AccountDeps } from "../accounts/deps.ts";
import type { SecurityEvent } from "./security-event.ts";
import type { Ending, Session, TokenRole } from "./session.ts";

export type FoundSession = {
  readonly session: Session;
  /** False when the token was replaced by a newer one. */
  readonly isCurrent: boolean;
};

export type SessionStore = {
  insert(session: Session, refreshToken: string): Promise<void>;
  find(id: string): Promise<Session | undefined>;
  findByToken(refreshToken: string): Promise<FoundSession | undefined>;
  /** The session with its token replaced; `moved`: another request replaced it, or the session has ended. */
  replaceToken(session: Session, from: string, to: string): Promise<"saved" | "moved">;
  /** The end and its events, in one transaction; `moved`: it had ended. */
  end(ending: Ending): Promise<"saved" | "moved">;
};

export type RevokedSessions = {
  add(sessionIds: readonly string[], until: Date): Promise<void>;
};

export type AccessTokens = {
  sign(claims: { userId: string; sessionId: string; role: TokenRole }, now: Date): Promise<string>;
};

export type LoginAttempt = { readonly email: string; readonly address: string };

export type LoginThrottle = {
  /** Counts the attempt as a failure in advance; throws `auth.too_many_attempts` when it is one too many. */
  admit(attempt: LoginAttempt): Promise<void>;
  /** It was none. */
  forgive(attempt: LoginAttempt): Promise<void>;
};

export type SessionDeps = Pick<AccountDeps, "accounts" | "passwords" | "now" | "newId"> & {
  readonly sessions: SessionStore;
  readonly revokedSessions: RevokedSessions;
  readonly accessTokens: AccessTokens;
  readonly throttle: LoginThrottle;
  readonly newRefreshToken: () => string;
  readonly record: (event: SecurityEvent) => void;
};
