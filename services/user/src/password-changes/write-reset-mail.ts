import type { AccountStore } from "../accounts/account-store.ts";
import { isOpen } from "../accounts/account.ts";
import type { Letter, OwedMail } from "../mails/mail.ts";
import type { ResetStore } from "./reset-store.ts";

export type WriteResetMailDeps = {
  readonly accounts: Pick<AccountStore, "findByEmail">;
  readonly resets: Pick<ResetStore, "addToken">;
  readonly newToken: () => string;
};

/** Tried again, a mail has another token, and each of them is good. Undefined when the address has no account, or one that is disabled: who is to be erased is told so. */
export async function writeResetMail(
  { accounts, resets, newToken }: WriteResetMailDeps,
  mail: Pick<OwedMail, "id" | "email">,
): Promise<Letter | undefined> {
  const account = await accounts.findByEmail(mail.email);
  // To the address as the owner wrote it, not as somebody else did.
  if (account?.closed) return { to: account.email, content: { kind: "leaving" } };
  if (!account || !isOpen(account)) return undefined;
  const token = newToken();
  if (!(await resets.addToken(mail, account.id, token))) return undefined;
  return { to: account.email, content: { kind: "reset", token } };
}
