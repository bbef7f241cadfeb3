/** Why somebody elsewhere could not be asked, in words that may be shown: never what they have sent. */

export const outsideFaults = ["private_address", "timeout", "dns", "connection", "tls", "protocol"] as const;
export type OutsideFaultKind = (typeof outsideFaults)[number];

export class OutsideFault extends Error {
  readonly kind: OutsideFaultKind;

  constructor(kind: OutsideFaultKind, options?: ErrorOptions) {
    super(`A request to elsewhere failed: ${kind}`, options);
    this.kind = kind;
  }
}

const patterns: readonly (readonly [OutsideFaultKind, RegExp])[] = [
  ["dns", /^(ENOTFOUND|EAI_)/],
  ["timeout", /TIMEOUT|^ETIMEDOUT$/],
  ["tls", /^(CERT_|ERR_TLS|ERR_SSL|EPROTO|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/],
  ["protocol", /^(HTTPParserError|HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES)/],
];

/** What it was, however deep it lies; a connection that failed where nothing else is known. */
export function toFault(cause: unknown): OutsideFault {
  if (cause instanceof OutsideFault) return cause;
  for (const { code, error } of causesOf(cause)) {
    if (error instanceof OutsideFault) return error;
    const known = patterns.find(([, pattern]) => pattern.test(code));
    if (known) return new OutsideFault(known[0], { cause });
  }
  return new OutsideFault("connection", { cause });
}

/** An error, its causes, and those of several connections that were tried. */
function causesOf(error: unknown, depth = 0): { readonly code: string; readonly error: unknown }[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  const inside = error instanceof AggregateError ? (error.errors as unknown[]) : [error.cause];
  return [{ code, error }, ...inside.flatMap((each) => causesOf(each, depth + 1))];
}
