/** What accounts need from the outside. `start.ts` supplies it. */
import type { Account, Decision } from "./account.ts";

export type AccountStore = {
  find(id: string): Promise<Account | undefined>;
  findByEmail(email: string): Promise<Account | undefined>;
  /** The account and its events, in one transaction; `taken`: the address has an account. */
  insert(decision: Decision): Promise<"saved" | "taken">;
};

export type Passwords = {
  /** Throws `auth.busy` when too many wait to be hashed. */
  hash(password: string): Promise<string>;
  /** False for an absent hash, after the same work. Throws `auth.busy` as `hash` does. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
};

export type AccountDeps = {
  readonly accounts: AccountStore;
  readonly passwords: Passwords;
  readonly now: () => Date;
  readonly newId: () => string;
};
