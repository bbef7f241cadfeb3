/** What every connection of ours promises about reads and writes. */

/** For the options of a client, beside an address that went through `withoutConcerns`. */
export const concerns = {
  readConcern: { level: "majority" },
  writeConcern: { w: "majority" },
  readPreference: "primary",
  retryReads: true,
  retryWrites: true,
} as const;

/** In lower case, as the case of an option in an address means nothing. */
const named: ReadonlySet<string> = new Set([
  "readconcernlevel",
  "readpreference",
  "readpreferencetags",
  "maxstalenessseconds",
  "w",
  "wtimeout",
  "wtimeoutms",
  "j",
  "journal",
  "retryreads",
  "retrywrites",
]);

/**
 * The address without the options that say how safe reads and writes are. The driver lets several of them win over
 * what code asks for: services would read what can still be rolled back, and a copy would not be of one instant.
 */
export function withoutConcerns(url: string): string {
  const [before = "", query] = url.split("?", 2);
  const kept = query?.split("&").filter((each) => !named.has(each.split("=", 1)[0]?.toLowerCase() ?? ""));
  return kept?.length ? `${before}?${kept.join("&")}` : before;
}
