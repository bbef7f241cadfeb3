import { deliverable } from "@shop/contracts/language/email-address";
import { passwordErrors } from "../passwords/errors.ts";
import { isCommonPassword, type CommonPasswords } from "../passwords/password-rules.ts";
import type { Passwords } from "../passwords/passwords.ts";
import { registrationErrors } from "./errors.ts";
import type { RegistrationStore } from "./registration-store.ts";

export type Register = { readonly email: string; readonly password: string; readonly name: string };

/** Without the accounts: what a request does not look at, its answer and its time cannot tell. */
export type RegisterDeps = {
  readonly registrations: Pick<RegistrationStore, "replace">;
  readonly passwords: Pick<Passwords, "hash">;
  readonly commonPasswords: CommonPasswords;
  readonly now: () => Date;
  readonly newId: () => string;
};

/**
 * Whether the address has an account is found out when its mail is written: the mail tells, and only its owner.
 * Throws `auth.common_password`, `auth.impossible_domain` and `auth.busy`.
 */
export async function register(
  { registrations, passwords, commonPasswords, now, newId }: RegisterDeps,
  { email, password, name }: Register,
): Promise<void> {
  if (isCommonPassword(password, { email, name }, commonPasswords)) throw passwordErrors.common("password");
  if (!deliverable(email)) throw registrationErrors.impossibleDomain();
  const passwordHash = await passwords.hash(password);
  const id = newId();
  await registrations.replace({ id, email, name, passwordHash }, { id, email, owedAt: now() });
}
