/** What a browser keeps of `Set-Cookie`, and sends back (RFC 6265): of one host, where every path is the shop's. */
export type Kept = { readonly value: string; readonly attributes: Readonly<Record<string, string>> };

export type CookieJar = {
  readonly kept: Map<string, Kept>;
  readonly take: (lines: readonly string[]) => void;
  /** As a `Cookie` says it; undefined when there is none. */
  readonly header: () => string | undefined;
};

export function createCookieJar({ isSecure }: { readonly isSecure: boolean }): CookieJar {
  const kept = new Map<string, Kept>();
  return {
    kept,
    take(lines) {
      for (const line of lines) {
        const [pair = "", ...rest] = line.split(";").map((part) => part.trim());
        const name = pair.slice(0, pair.indexOf("="));
        const attributes = Object.fromEntries(
          rest.map((part) => {
            const [key = "", value = ""] = part.split("=");
            return [key.toLowerCase(), value];
          }),
        );
        if (!isTaken(name, attributes, isSecure)) continue;
        if (attributes["max-age"] === "0") kept.delete(name);
        else kept.set(name, { value: pair.slice(name.length + 1), attributes });
      }
    },
    header: () =>
      kept.size === 0 ? undefined : [...kept].map(([name, { value }]) => `${name}=${value}`).join("; "),
  };
}

function isTaken(name: string, attributes: Kept["attributes"], isSecure: boolean): boolean {
  if ("secure" in attributes && !isSecure) return false;
  const isHostOnly = "secure" in attributes && attributes["path"] === "/" && !("domain" in attributes);
  return !name.startsWith("__Host-") || isHostOnly;
}
