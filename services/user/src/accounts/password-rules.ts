/** Which passwords are refused though they are long enough: there are no rules about what they are made of. */
import { emailKey } from "./account.ts";

export type Person = { readonly email: string; readonly name: string };

/** True for the ones that are tried first: the most common of all, and the person's own name and address. */
export function isCommonPassword(
  password: string,
  { email, name }: Person,
  commonPasswords: ReadonlySet<string>,
): boolean {
  const guess = password.toLowerCase();
  const address = emailKey(email);
  return commonPasswords.has(guess) || [address, address.split("@")[0], name.toLowerCase()].includes(guess);
}
