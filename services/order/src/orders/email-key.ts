/**
 * What two spellings of an e-mail address have in common: case does not count, nor whether the domain is written in
 * Unicode or in ASCII (RFC 5890).
 */
export function emailKeyOf(email: string): string {
  const normal = email.normalize("NFC").toLowerCase();
  const at = normal.lastIndexOf("@");
  const domain = normal.slice(at + 1);
  if (at < 1 || isAscii.test(domain) || !possibleDomain.test(domain)) return normal;
  const host = URL.parse(`http://${domain}`)?.hostname;
  return host ? `${normal.slice(0, at)}@${host}` : normal;
}

/** Nothing that a URL would take for the end of its host or for an escape. */
const possibleDomain = /^(?:[a-z0-9.-]|[^\0-\u007f])+$/;
// oxlint-disable-next-line no-control-regex -- ASCII begins with them
const isAscii = /^[\0-\u007f]*$/;
