import type { Role } from "@shop/contracts/language/access";
import type { BrowserToken } from "@shop/contracts/user/browser-sessions";
import type { AccountStore } from "../accounts/account-store.ts";
import type { Account } from "../accounts/account.ts";
import { findHolder } from "../sessions/find-holder.ts";
import type { IssueDeps } from "../sessions/issue-tokens.ts";
import { roleIn } from "../sessions/second-factor-rule.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import { lifetimes, type Client, type Session } from "../sessions/session.ts";
import { isStillGood, noteAgainAfter, secondsLeft, use, type GivenToken } from "./browser-session.ts";
import { browserSessionErrors } from "./errors.ts";
import type { Acquainted, GivenTokenStore } from "./given-token-store.ts";

export type GiveBrowserTokenDeps = IssueDeps & {
  readonly accounts: Pick<AccountStore, "find" | "rememberPlace">;
  readonly sessions: Pick<SessionStore, "find" | "findByToken" | "noteUse">;
  readonly givenTokens: GivenTokenStore;
  readonly now: () => Date;
};

export type Asking = {
  readonly secret: string;
  /** Where the browser is. Found out only when it is noted. */
  readonly findClient?: (() => Client) | undefined;
};

/** Throws `session.ended`, and `auth.keys_unavailable`. */
export async function giveBrowserToken(
  deps: GiveBrowserTokenDeps,
  { secret, findClient }: Asking,
): Promise<BrowserToken> {
  const before = await findSession(deps, secret);
  const now = deps.now();
  const session = before && use(before, now);
  const holder = session && (await findHolder(deps, session));
  if (!session || !holder) {
    deps.givenTokens.forget(secret);
    throw browserSessionErrors.ended();
  }
  const acquainted = deps.givenTokens.keep(secret, { sessionId: session.id, holder: session.holder });
  await noteUse(deps, { acquainted, before, session, findClient });
  return giveToken(deps, { acquainted, session, holder, now });
}

/** By its id where that is known: a secret is never another session's. */
async function findSession(deps: GiveBrowserTokenDeps, secret: string): Promise<Session | undefined> {
  const acquainted = deps.givenTokens.find(secret);
  if (acquainted) return deps.sessions.find(acquainted.sessionId);
  const found = await deps.sessions.findByToken(secret, "browser");
  return found?.isCurrent ? found.session : undefined;
}

type Use = Pick<Asking, "findClient"> & {
  readonly acquainted: Acquainted;
  readonly before: Session;
  readonly session: Session;
};

async function noteUse(
  deps: GiveBrowserTokenDeps,
  { acquainted, before, session, findClient }: Use,
): Promise<void> {
  const { holder, refreshedAt: now } = session;
  const since = noteAgainAfter(now);
  if (before.refreshedAt > since || (acquainted.notedAt && acquainted.notedAt > since)) return;
  acquainted.notedAt = now;
  const client = findClient?.() ?? before.client;
  await deps.sessions.noteUse({ ...session, client }, since);
  // Whoever travels is known where their session has gone with them.
  if (holder.kind === "account" && client.place !== before.client.place)
    await deps.accounts.rememberPlace(holder.id, { address: client.place, now }, "refresh");
}

type Giving = {
  readonly acquainted: Acquainted;
  readonly session: Session;
  readonly holder: Account | "guest";
  readonly now: Date;
};

async function giveToken(
  deps: GiveBrowserTokenDeps,
  { acquainted, session, holder, now }: Giving,
): Promise<BrowserToken> {
  const role = holder === "guest" ? "guest" : roleIn(session, holder, deps.secondFactorFor);
  const given = await tokenFor(deps, { acquainted, session, role, now });
  return {
    kind: session.holder.kind,
    id: session.holder.id,
    name: holder === "guest" ? null : holder.name,
    email: holder === "guest" ? null : holder.email,
    role,
    accessToken: given.accessToken,
    expiresIn: secondsLeft(given, now),
  };
}

type Signing = Omit<Giving, "holder"> & { readonly role: Role };

/** The last one while it is good; of many who need a new one at once, the first has it signed for all. */
async function tokenFor(deps: IssueDeps, signing: Signing): Promise<GivenToken> {
  const { acquainted, role, now } = signing;
  const seen = acquainted.given;
  const last = await seen?.catch(() => undefined);
  if (last && isStillGood(last, role, now)) return last;
  if (acquainted.given !== seen) return tokenFor(deps, signing);
  acquainted.given = sign(deps, signing);
  return acquainted.given;
}

async function sign({ accessTokens }: IssueDeps, { session, role, now }: Signing): Promise<GivenToken> {
  const expiresAt = new Date(now.getTime() + lifetimes.accessTokenMs);
  const claims = { userId: session.holder.id, sessionId: session.id, role };
  return { accessToken: await accessTokens.sign(claims, now), role, expiresAt };
}
