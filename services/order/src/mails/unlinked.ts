/**
 * What somebody typed, for a mail to an address that may be anybody's: a program that shows it makes no link of a page's
 * address, so that nobody leads strangers there by our mail. People read it as it was, and all other words are as written.
 */
export const unlinked = (typed: string): string =>
  typed.replaceAll(/(?:\/\/|\bwww\.)\S*/giu, (address) => address.replaceAll(/\/\/|\./g, "$& "));
