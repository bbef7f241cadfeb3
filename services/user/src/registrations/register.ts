import { deliverable } from "../accounts/email-address.ts";
import type { RegistrationDeps } from "./deps.ts";
import { registrationErrors } from "./errors.ts";
import { isCommonPassword } from "./password-rules.ts";

export type Register = { readonly email: string; readonly password: string; readonly name: string };

/** Longer than saving takes, so that the time of the answer does not tell what was saved. */
const saveTakesMs = 50;

/** Tells nobody whether the address has an account: not by the answer, not by its time. The mail does, to its owner. */
export async function register(deps: RegistrationDeps, { email, password, name }: Register): Promise<void> {
  if (isCommonPassword(password, { email, name }, deps.commonPasswords))
    throw registrationErrors.commonPassword();
  if (!deliverable(email)) throw registrationErrors.impossibleDomain();
  const passwordHash = await deps.passwords.hash(password);
  await Promise.all([save(deps, { email, name, passwordHash }), deps.wait(saveTakesMs)]);
  deps.wakeMailing();
}

async function save(
  { accounts, registrations, mails, now, newId }: RegistrationDeps,
  person: { readonly email: string; readonly name: string; readonly passwordHash: string },
): Promise<void> {
  const id = newId();
  const account = await accounts.findByEmail(person.email);
  // To the address as the owner wrote it, not as somebody else did.
  if (account) return mails.owe({ id, email: account.email, kind: "taken", owedAt: now() });
  const mail = { id, email: person.email, kind: "confirm", owedAt: now() } as const;
  return registrations.replace({ id, ...person }, mail);
}
