import { registrationErrors } from "./errors.ts";
import type { RegistrationStore } from "./registration-store.ts";
import { confirm } from "./registration.ts";

export type VerifyEmailDeps = {
  readonly registrations: Pick<RegistrationStore, "confirm">;
  readonly now: () => Date;
};

/** The account begins here. Signing in stays a step of its own: it takes the password of whoever registered. Throws `auth.invalid_token`. */
export async function verifyEmail({ registrations, now }: VerifyEmailDeps, token: string): Promise<void> {
  const result = await registrations.confirm(token, (registration) => confirm(registration, now()));
  if (result === "none") throw registrationErrors.invalidToken();
}
