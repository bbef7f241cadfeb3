import type { UserTokens } from "@shop/contracts/user/sessions";
import { AppError } from "@shop/kit/errors";
import type { AccountStore } from "../accounts/account-store.ts";
import { isOpen, type Account } from "../accounts/account.ts";
import { passwordErrors } from "../passwords/errors.ts";
import type { Passwords } from "../passwords/passwords.ts";
import { sessionErrors } from "./errors.ts";
import { issueToAccount, type IssueDeps } from "./issue-tokens.ts";
import type { LoginAttempt, LoginThrottleStore } from "./login-throttle-store.ts";
import { newsOfDevice, type NewDeviceDeps } from "./new-device.ts";
import type { RecordSecurityEvent } from "./security-event.ts";
import type { SessionStore } from "./session-store.ts";
import { begin, type Client, type Proof } from "./session.ts";
import { strengthenHash, type StrengthenHashDeps } from "./strengthen-hash.ts";

export type AuthenticateDeps = StrengthenHashDeps & {
  readonly accounts: Pick<AccountStore, "findToSignIn">;
  readonly passwords: Pick<Passwords, "verify" | "isFull">;
  readonly throttle: LoginThrottleStore;
  readonly record: RecordSecurityEvent;
  readonly now: () => Date;
};

export type SignInDeps = IssueDeps &
  NewDeviceDeps & {
    readonly accounts: Pick<AccountStore, "rememberPlace">;
    readonly sessions: Pick<SessionStore, "insert">;
    readonly record: RecordSecurityEvent;
    readonly newRefreshToken: () => string;
    readonly newId: () => string;
    readonly now: () => Date;
  };

export type LogInDeps = SignInDeps &
  AuthenticateDeps & {
    /** Throws `auth.second_factor_required` when the account has one: the password is not enough then. */
    readonly demandSecondFactor: (account: Account, address: string) => Promise<void>;
  };

export type Login = LoginAttempt & { readonly password: string; readonly client: Client };

/**
 * Fails in one way only: the same answer after the same work, whether or not the address has an account. Throws
 * `auth.invalid_credentials`, `auth.too_many_attempts`, `auth.busy`, `auth.keys_unavailable` and, after the right password,
 * `auth.second_factor_required`.
 */
export async function logIn(deps: LogInDeps, { client, ...attempt }: Login): Promise<UserTokens> {
  const account = await authenticate(deps, attempt);
  if (!isOpen(account)) {
    deps.record({ event: "login_failed", email: attempt.email, address: attempt.address });
    throw sessionErrors.invalidCredentials();
  }
  await deps.demandSecondFactor(account, attempt.address);
  return signIn(deps, account, { client, address: attempt.address, provenBy: "password" });
}

export type SignIn = {
  readonly client: Client;
  readonly address: string;
  readonly provenBy: Proof["by"];
};

/** A session for somebody who has shown who it is. Throws `auth.keys_unavailable`. */
export async function signIn(
  deps: SignInDeps,
  account: Account,
  { client, address, provenBy }: SignIn,
): Promise<UserTokens> {
  const holder = { kind: "account", id: account.id } as const;
  const session = begin(
    { id: deps.newId(), holder, credential: account.credential, client, provenBy },
    deps.now(),
  );
  const refreshToken = deps.newRefreshToken();
  await deps.sessions.insert(session, refreshToken, await newsOfDevice(deps, account, session));
  await deps.accounts.rememberPlace(account.id, { address: client.place, now: session.createdAt });
  deps.record({ event: "login_succeeded", userId: account.id, sessionId: session.id, address });
  return issueToAccount(deps, session, refreshToken, account);
}

async function authenticate(
  deps: AuthenticateDeps,
  { email, password, address }: Omit<Login, "client">,
): Promise<Account> {
  const { accounts, passwords, throttle, record, now } = deps;
  const attempt = { email, address };
  const { account, knownBy } = (await accounts.findToSignIn(email, { address, now: now() })) ?? nobody;
  const known = account && knownBy && { by: knownBy, credential: account.credential };
  // Whoever would be refused behind all counting is refused before it: a flood costs the less.
  if (!known && passwords.isFull("open")) throw passwordErrors.busy();
  const admission = await throttle.admit({ ...attempt, known }).catch((error: unknown) => {
    record({ event: "login_throttled", ...attempt });
    throw error;
  });
  try {
    const isRight = await passwords
      .verify(account?.passwordHash, password, admission.lane)
      .catch(async (error: unknown) => {
        // Shed, not wrong: it must not use up the attempts of whoever is waiting to get in.
        await admission.forgive();
        throw error;
      });
    if (!maySignIn(account) || !isRight) {
      record({ event: "login_failed", ...attempt });
      throw sessionErrors.invalidCredentials();
    }
    await admission.forgive();
    await strengthenHash(deps, account, password);
    return account;
  } finally {
    admission.end();
  }
}

const nobody = { account: undefined, knownBy: undefined };

/** Looked at when the password has been verified: whoever may not is answered as for a wrong one, after the same work. */
const maySignIn = (account: Account | undefined): account is Account =>
  account !== undefined && !account.disabled;

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
