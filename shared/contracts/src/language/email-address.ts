/** What two spellings of an e-mail address have in common, and where its mail goes. */

/** Addresses with one key are one account: case does not count, nor whether the domain is written in Unicode or ASCII. */
export function emailKeyOf(email: string): string {
  const normal = email.normalize("NFC").toLowerCase();
  return deliverable(normal) ?? normal;
}

/**
 * The address with its domain in ASCII (RFC 5890). Mail goes there and to no other spelling: so nobody gets the
 * mail of a domain whose key is another's. Undefined for a domain that cannot exist.
 */
export function deliverable(email: string): string | undefined {
  const at = email.lastIndexOf("@");
  const domain = email.slice(at + 1);
  if (at < 1 || !possibleDomain.test(domain)) return undefined;
  if (isAscii.test(domain)) return email;
  const host = URL.parse(`http://${domain}`)?.hostname;
  return host && `${email.slice(0, at)}@${host}`;
}

/** Nothing that a URL would take for the end of its host or for an escape. */
const possibleDomain = /^(?:[a-z0-9.-]|[^\0-\u007f])+$/i;
// oxlint-disable-next-line no-control-regex -- ASCII begins with them
const isAscii = /^[\0-\u007f]*$/;
