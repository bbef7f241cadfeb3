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
  /** Counts edits through the API. */
  readonly version: number;
  readonly createdAt: Date;
};

/** The account as it is afterwards and what is announced, saved both or neither. */
export type Decision = { readonly account: Account; readonly events: readonly Fact[] };

export type NewAccount = Omit<Account, "version" | "emailVerified">;

/** The address is known to be its owner's. */
export function open(account: NewAccount): Decision {
  const who = { userId: account.id };
  return {
    account: { ...account, emailVerified: true, version: 1 },
    events: [userEvents.userRegistered.of(who), userEvents.userVerified.of(who)],
  };
}

/** What the owner sees. */
export const toUser = ({ id, email, name, emailVerified, role, version }: Account): User => ({
  id,
  email,
  name,
  emailVerified,
  roles: [role],
  version,
});
