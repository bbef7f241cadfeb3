import type { RegistrationDeps } from "./deps.ts";
import { registrationErrors } from "./errors.ts";
import { confirm } from "./registration.ts";

/** The account begins here. Signing in stays a step of its own: it takes the password of whoever registered. */
export async function verifyEmail(
  { registrations, now }: Pick<RegistrationDeps, "registrations" | "now">,
  token: string,
): Promise<void> {
  const result = await registrations.confirm(token, (registration) => confirm(registration, now()));
  if (result === "none") throw registrationErrors.invalidToken();
}
