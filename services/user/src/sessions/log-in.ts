import type { UserTokens } from "@shop/contracts/user/sessions";
import { AppError } from "@shop/kit/errors";
import type { AccountStore } from "../accounts/account-store.ts";
import type { Account } from "../accounts/account.ts";
import type { Passwords } from "../passwords/passwords.ts";
import { sessionErrors } from "./errors.ts";
import { issueToAccount, type IssueDeps } from "./issue-tokens.ts";
import type { LoginAttempt, LoginThrottleStore } from "./login-throttle-store.ts";
import { newsOfDevice, type NewDeviceDeps } from "./new-device.ts";
import type { RecordSecurityEvent } from "./security-event.ts";
import type { SessionStore } from "./session-store.ts";
import { begin, type Client } from "./session.ts";

export type AuthenticateDeps = {
  readonly accounts: Pick<AccountStore, "findByEmail">;
  readonly passwords: Pick<Passwords, "verify">;
  readonly throttle: LoginThrottleStore;
  readonly record: RecordSecurityEvent;
};

export type LogInDeps = IssueDeps &
  AuthenticateDeps &
  NewDeviceDeps & {
    readonly sessions: Pick<SessionStore, "insert">;
    readonly newRefreshToken: () => string;
    readonly newId: () => string;
    readonly now: () => Date;
  };

export type Login = LoginAttempt & { readonly password: string; readonly client: Client };

/**
 * Fails in one way only: the same answer after the same work, whether or not the address has an account. Throws
 * `auth.invalid_credentials`, `auth.too_many_attempts`, `auth.busy` and `auth.keys_unavailable`.
 */
export async function logIn(deps: LogInDeps, { client, ...attempt }: Login): Promise<UserTokens> {
  const account = await authenticate(deps, attempt);
  const holder = { kind: "account", id: account.id } as const;
  const session = begin({ id: deps.newId(), holder, credential: account.credential, client }, deps.now());
  const refreshToken = deps.newRefreshToken();
  await deps.sessions.insert(session, refreshToken, await newsOfDevice(deps, account, session));
  deps.record({
    event: "login_succeeded",
    userId: account.id,
    sessionId: session.id,
    address: attempt.address,
  });
  return issueToAccount(deps, session, refreshToken, account);
}

async function authenticate(
  { accounts, passwords, throttle, record }: AuthenticateDeps,
  { email, password, address }: Omit<Login, "client">,
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

/**
 * Whether somebody who is signed in knows the password. Guessing here is guessing at the sign-in: it counts there, and
 * throws `auth.too_many_attempts` and `auth.busy` as that does.
 */
export const knowsPassword = (
  deps: AuthenticateDeps,
  attempt: LoginAttempt & { readonly password: string },
): Promise<boolean> =>
  authenticate(deps, attempt).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError && error.kind === "unauthorized") return false;
      throw error;
    },
  );
