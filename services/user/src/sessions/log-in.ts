import type { UserTokens } from "@shop/contracts/user/sessions";
import type { AccountStore } from "../accounts/account-store.ts";
import type { Account } from "../accounts/account.ts";
import type { Passwords } from "../passwords/passwords.ts";
import { sessionErrors } from "./errors.ts";
import { issueToAccount, type IssueDeps } from "./issue-tokens.ts";
import type { LoginAttempt, LoginThrottleStore } from "./login-throttle-store.ts";
import type { RecordSecurityEvent } from "./security-event.ts";
import type { SessionStore } from "./session-store.ts";
import { begin } from "./session.ts";

export type LogInDeps = IssueDeps & {
  readonly accounts: Pick<AccountStore, "findByEmail">;
  readonly passwords: Pick<Passwords, "verify">;
  readonly throttle: LoginThrottleStore;
  readonly sessions: Pick<SessionStore, "insert">;
  readonly record: RecordSecurityEvent;
  readonly newRefreshToken: () => string;
  readonly newId: () => string;
  readonly now: () => Date;
};

export type Login = LoginAttempt & { readonly password: string };

/**
 * Fails in one way only: the same answer after the same work, whether or not the address has an account. Throws
 * `auth.invalid_credentials`, `auth.too_many_attempts`, `auth.busy` and `auth.keys_unavailable`.
 */
export async function logIn(deps: LogInDeps, { email, password, address }: Login): Promise<UserTokens> {
  const account = await authenticate(deps, { email, password, address });
  const session = begin(deps.newId(), { kind: "account", id: account.id }, deps.now());
  const refreshToken = deps.newRefreshToken();
  await deps.sessions.insert(session, refreshToken);
  deps.record({ event: "login_succeeded", userId: account.id, sessionId: session.id, address });
  return issueToAccount(deps, session, refreshToken, account);
}

async function authenticate(
  { accounts, passwords, throttle, record }: LogInDeps,
  { email, password, address }: Login,
): Promise<Account> {
  const attempt = { email, address };
  await throttle.admit(attempt).catch((error: unknown) => {
    record({ event: "login_throttled", ...attempt });
    throw error;
  });
  const account = await accounts.findByEmail(email);
  const isRight = await passwords.verify(account?.passwordHash, password).catch(async (error: unknown) => {
    // Shed, not wrong: it must not use up the attempts of whoever is waiting to get in.
    await throttle.forgive(attempt);
    throw error;
  });
  if (!account || !isRight) {
    record({ event: "login_failed", ...attempt });
    throw sessionErrors.invalidCredentials();
  }
  await throttle.forgive(attempt);
  return account;
}
