/**
 * An address that a form or a link brought along, when it is a path of ours; else undefined: nobody is led elsewhere. With
 * its dot segments resolved (RFC 3986 §5.2.4) a path may begin with two slashes, which to a browser is another host.
 */
export function ownPath(text: string | undefined): string | undefined {
  if (text === undefined || !/^\/(?![/\\])[!-[\]-~]{0,500}$/.test(text)) return undefined;
  const url = URL.parse(text, "http://shop.invalid");
  const isOurs = url?.origin === "http://shop.invalid" && !url.pathname.startsWith("//");
  return isOurs ? url.pathname + url.search : undefined;
}
