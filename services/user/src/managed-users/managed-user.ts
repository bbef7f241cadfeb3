import type { ManagedUser } from "@shop/contracts/user/managed-users";
import { toUser, type Account } from "../accounts/account.ts";

/** What those see who run the shop. */
export const toManagedUser = (account: Account): ManagedUser => ({
  ...toUser(account),
  disabled: account.disabled,
  leaving: account.closed,
  createdAt: account.createdAt.toISOString(),
});
