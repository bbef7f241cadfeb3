/** Where every pair of tokens is made. Call it once the session is saved: what it signs cannot be taken back. */
import type { Role } from "@shop/contracts/language/access";
import type { GuestTokens, UserTokens } from "@shop/contracts/user/sessions";
import { toUser, type Account } from "../accounts/account.ts";
import type { AccessTokens } from "./access-token-provider.ts";
import { roleIn, type SecondFactorRule } from "./second-factor-rule.ts";
import { lifetimes, type Session } from "./session.ts";

export type IssueDeps = {
  readonly accessTokens: AccessTokens;
  /** Who must have a second factor. */
  readonly secondFactorFor: SecondFactorRule;
};

export const issueToGuest = async (
  deps: IssueDeps,
  session: Session,
  refreshToken: string,
): Promise<GuestTokens> => ({
  ...(await issue(deps, session, refreshToken, "guest")),
  kind: "guest",
  guest: { id: session.holder.id },
});

export const issueToAccount = async (
  deps: IssueDeps,
  session: Session,
  refreshToken: string,
  account: Account,
): Promise<UserTokens> => {
  const role = roleIn(session, account, deps.secondFactorFor);
  return {
    ...(await issue(deps, session, refreshToken, role)),
    kind: "account",
    user: toUser(account),
    ...(role !== account.role && { secondFactorNeeded: true }),
  };
};

async function issue({ accessTokens }: IssueDeps, session: Session, refreshToken: string, role: Role) {
  const claims = { userId: session.holder.id, sessionId: session.id, role };
  return {
    accessToken: await accessTokens.sign(claims, session.refreshedAt),
    expiresIn: lifetimes.accessTokenMs / 1000,
    refreshToken,
  };
}
