/** `Prefer: wait=5` (RFC 7240): how long a client would like to wait for a settled answer. */

export type Wait = { readonly ms: number; readonly headers: Readonly<Record<string, string>> };

const noWait: Wait = { ms: 0, headers: {} };

/** Anything malformed, or on an endpoint that does not wait, is ignored, as the RFC asks. */
export function readWait(header: string | undefined, maxWaitS: number | undefined): Wait {
  if (header === undefined || maxWaitS === undefined) return noWait;
  const asked = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,6})"?\s*(?=$|[,;])/i.exec(header)?.[1];
  if (asked === undefined) return noWait;
  const seconds = Math.min(Number(asked), maxWaitS);
  return { ms: seconds * 1000, headers: { "Preference-Applied": `wait=${seconds}` } };
}
