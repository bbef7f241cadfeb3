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
  /** Cannot sign in. */
  readonly disabled: boolean;
  /** Counts its passwords, and what else ended its sessions: one that began with an older number is over. */
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

export type NewAccount = Omit<
  Account,
  "version" | "sequence" | "credential" | "emailVerified" | "disabled" | "closed"
>;

/** The address is known to be its owner's. */
export function open(account: NewAccount): Decision {
  const who = { userId: account.id };
  const events = [userEvents.userRegistered.of(who), userEvents.userVerified.of(who)];
  const fresh = { emailVerified: true, disabled: false, closed: false } as const;
  const begun = { ...fresh, credential: 1, version: 1, sequence: events.length };
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

/** Sessions that began before are over. */
export const signOut = (account: Account): Decision => ({
  account: { ...account, credential: account.credential + 1, version: account.version + 1 },
  events: [],
});

export type Standing = { readonly role?: AccountRole | undefined; readonly disabled?: boolean | undefined };

/** Sessions that began before are over. Undefined: nothing is different. */
export function administer(
  account: Account,
  { role = account.role, disabled = account.disabled }: Standing,
): Decision | undefined {
  if (role === account.role && disabled === account.disabled) return undefined;
  const { credential, version, sequence } = account;
  const counted = { credential: credential + 1, version: version + 1, sequence: sequence + 1 };
  return {
    account: { ...account, role, disabled, ...counted },
    events: [userEvents.userUpdated.of({ userId: account.id })],
  };
}

/** Sessions that are open end with it, and none begins any more. */
export const close = (account: Account): Decision => ({
  account: { ...account, closed: true, credential: account.credential + 1, version: account.version + 1 },
  events: [],
});

/** Somebody may sign in to it. */
export const isOpen = ({ disabled, closed }: Account): boolean => !disabled && !closed;

/** Whether somebody can run the shop with it. */
export const isAdmin = (account: Account): boolean => account.role === "admin" && isOpen(account);

/** What the owner sees. */
export const toUser = ({ id, email, name, emailVerified, role, version }: Account): User => ({
  id,
  email,
  name,
  emailVerified,
  roles: [role],
  version,
});
