/** An account as this service keeps it, and what may happen to it. Pure: no clock, no database, no network. */
import type { Fact } from "@shop/contracts/language/event";
import type { AccountRole, User } from "@shop/contracts/user/accounts";
import { userEvents } from "@shop/contracts/user/events";

export type Account = {
  readonly id: string;
  /** As its owner wrote it; compared by `emailKey`. */
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly role: AccountRole;
  /** Always, so far: an account begins with it. */
  readonly emailVerified: boolean;
  /** Counts the passwords it has had: a session that began with an older one is over. */
  readonly credential: number;
  /** It is to be erased: nobody signs in any more. */
  readonly closed: boolean;
  /** Counts edits through the API. */
  readonly version: number;
  /** Events announced so far. */
  readonly sequence: number;
  readonly createdAt: Date;
};

/** The account as it is afterwards and what is announced, saved both or neither. */
export type Decision = { readonly account: Account; readonly events: readonly Fact[] };

export type NewAccount = Omit<Account, "version" | "sequence" | "credential" | "emailVerified" | "closed">;

/** The address is known to be its owner's. */
export function open(account: NewAccount): Decision {
  const who = { userId: account.id };
  const events = [userEvents.userRegistered.of(who), userEvents.userVerified.of(who)];
  const begun = { emailVerified: true, credential: 1, closed: false, version: 1, sequence: events.length };
  return { account: { ...account, ...begun }, events };
}

export type AccountPatch = { readonly name?: string | undefined };

/** Undefined: nothing is different. */
export function edit(account: Account, { name = account.name }: AccountPatch): Decision | undefined {
  if (name === account.name) return undefined;
  const { version, sequence } = account;
  return {
    account: { ...account, name, version: version + 1, sequence: sequence + 1 },
    events: [userEvents.userUpdated.of({ userId: account.id })],
  };
}

/** Sessions that began with the password of before are over. */
export const withPassword = (account: Account, passwordHash: string): Decision => ({
  account: { ...account, passwordHash, credential: account.credential + 1, version: account.version + 1 },
  events: [],
});

/** Sessions that are open end with it, and none begins any more. */
export const close = (account: Account): Decision => ({
  account: { ...account, closed: true, credential: account.credential + 1, version: account.version + 1 },
  events: [],
});

/** What the owner sees. */
export const toUser = ({ id, email, name, emailVerified, role, version }: Account): User => ({
  id,
  email,
  name,
  emailVerified,
  roles: [role],
  version,
});
