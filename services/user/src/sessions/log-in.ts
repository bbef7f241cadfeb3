import type { UserTokens } from "@shop/contracts/user/sessions";
import type { Account } from "../accounts/account.ts";
import type { LoginAttempt, SessionDeps } from "./deps.ts";
import { sessionErrors } from "./errors.ts";
import { issueToAccount } from "./issue-tokens.ts";
import { begin } from "./session.ts";

export type Login = LoginAttempt & { readonly password: string };

/** Fails in one way only: the same answer after the same work, whether or not the address has an account. */
export async function logIn(deps: SessionDeps, { email, password, address }: Login): Promise<UserTokens> {
  const account = await authenticate(deps, { email, password, address });
  const session = begin(deps.newId(), { kind: "account", id: account.id }, deps.now());
  const refreshToken = deps.newRefreshToken();
  await deps.sessions.insert(session, refreshToken);
  deps.record({ event: "login_succeeded", userId: account.id, sessionId: session.id, address });
  return issueToAccount(deps, session, refreshToken, account);
}

async function authenticate(deps: SessionDeps, { email, password, address }: Login): Promise<Account> {
  const { accounts, passwords, throttle, record } = deps;
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
