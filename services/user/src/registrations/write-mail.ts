/**
 * Writes the mail that a registration owes. A token is made here, when it is needed, and saved as a hash: in clear it
 * is in the mail alone. Tried again, a mail has another token, and each of them is good: the first may have arrived.
 */
import type { AccountStore } from "../accounts/account-store.ts";
import type { Account } from "../accounts/account.ts";
import type { Letter } from "../mails/mail.ts";
import type { RegistrationStore } from "./registration-store.ts";
import type { Registration } from "./registration.ts";

export type WriteMailDeps = {
  readonly accounts: Pick<AccountStore, "findByEmail">;
  readonly registrations: Pick<RegistrationStore, "drop" | "addToken">;
  readonly newToken: () => string;
};

/** Undefined when the registration was confirmed, replaced or forgotten meanwhile. */
export async function writeMail(
  { accounts, registrations, newToken }: WriteMailDeps,
  { id, email }: Pick<Registration, "id" | "email">,
): Promise<Letter | undefined> {
  const account = await accounts.findByEmail(email);
  // This very registration was confirmed: the mail went out before a crash, and has done its work.
  if (account?.id === id) return undefined;
  if (account) {
    await registrations.drop({ id, email });
    // To the address as the owner wrote it, not as somebody else did.
    return { to: account.email, content: { kind: standingOf(account) } };
  }
  const token = newToken();
  if (!(await registrations.addToken({ id, email }, token))) return undefined;
  return { to: email, content: { kind: "confirm", token } };
}

/** What its owner is told of an account that is there already. */
function standingOf({ closed, disabled }: Account): "leaving" | "disabled" | "taken" {
  if (closed) return "leaving";
  return disabled ? "disabled" : "taken";
}
