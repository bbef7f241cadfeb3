import { deliverable } from "../accounts/email-address.ts";
import type { RegistrationDeps } from "./deps.ts";
import { registrationErrors } from "./errors.ts";
import { isCommonPassword } from "./password-rules.ts";

export type Register = { readonly email: string; readonly password: string; readonly name: string };

/** Without the accounts: what a request does not look at, its answer and its time cannot tell. */
type RegisterDeps = Pick<
  RegistrationDeps,
  "registrations" | "passwords" | "commonPasswords" | "now" | "newId"
>;

/** Whether the address has an account is found out when its mail is written: the mail tells, and only its owner. */
export async function register(deps: RegisterDeps, { email, password, name }: Register): Promise<void> {
  if (isCommonPassword(password, { email, name }, deps.commonPasswords))
    throw registrationErrors.commonPassword();
  if (!deliverable(email)) throw registrationErrors.impossibleDomain();
  const passwordHash = await deps.passwords.hash(password);
  const id = deps.newId();
  await deps.registrations.replace({ id, email, name, passwordHash }, { id, email, owedAt: deps.now() });
}
