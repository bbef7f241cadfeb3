import { open } from "./account.ts";
import type { AccountDeps } from "./deps.ts";
import { accountErrors } from "./errors.ts";
import { isCommonPassword } from "./password-rules.ts";

export type Registration = { readonly email: string; readonly password: string; readonly name: string };

/** Longer than saving takes, so that the time of the answer does not tell whether anything was saved. */
const saveTakesMs = 50;

/** Tells nobody whether the address has an account: not by the answer, not by its time. */
export async function register(deps: AccountDeps, { email, password, name }: Registration): Promise<void> {
  if (isCommonPassword(password, { email, name }, deps.commonPasswords)) throw accountErrors.commonPassword();
  const passwordHash = await deps.passwords.hash(password);
  const decision = open({
    id: deps.newId(),
    email,
    name,
    passwordHash,
    role: "customer",
    emailVerified: false,
    createdAt: deps.now(),
  });
  await Promise.all([deps.accounts.insert(decision), deps.wait(saveTakesMs)]);
}
