/** An address that a form or a link brought along, when it is a path of ours; else undefined: nobody is led elsewhere. */
export function ownPath(text: string | undefined): string | undefined {
  if (text === undefined || !/^\/(?![/\\])[!-[\]-~]{0,500}$/.test(text)) return undefined;
  const url = URL.parse(text, "http://shop.invalid");
  return url?.origin === "http://shop.invalid" ? url.pathname + url.search : undefined;
}
