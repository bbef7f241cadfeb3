/** Codes of an app (RFC 6238), as every app makes them: SHA-1, six digits, thirty seconds. */
import { Secret, TOTP } from "otpauth";

const issuer = "SuperCoolShop";
const periodS = 30;
const secretBytes = 20;

export type Totps = {
  newSecret(): string;
  /** What an app reads. `label` is what its owner sees there. */
  uriOf(secret: string, label: string): string;
  /** The step that the code is of: this one or the one before. Undefined: it is of neither. */
  stepOf(secret: string, code: string, now: Date): number | undefined;
};

const totpOf = (secret: string, label = "") =>
  new TOTP({ issuer, label, secret: Secret.fromBase32(secret), period: periodS });

export const totps: Totps = {
  newSecret: () => new Secret({ size: secretBytes }).base32,
  uriOf: (secret, label) => totpOf(secret, label).toString(),
  stepOf(secret, code, now) {
    const delta = totpOf(secret).validate({ token: code, timestamp: now.getTime(), window: 1 });
    // A clock that is ahead is not waited for: a code that is good later could be used twice.
    return delta === null || delta > 0 ? undefined : Math.floor(now.getTime() / 1000 / periodS) + delta;
  },
};
