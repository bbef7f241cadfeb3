/** Which passwords are refused though they are long enough: there are no rules about what they are made of. */
export type Person = { readonly email: string; readonly name: string };

/** True for the ones that are tried first: the most common of all, and the person's own name and address. */
export function isCommonPassword(
  password: string,
  { email, name }: Person,
  commonPasswords: ReadonlySet<string>,
): boolean {
  const guess = fold(password);
  const address = fold(email);
  return commonPasswords.has(guess) || [address, address.split("@")[0], fold(name)].includes(guess);
}

/** As it is hashed (NFKC: letters of double width are letters), and in any case. */
const fold = (text: string): string => text.normalize("NFKC").toLowerCase();
