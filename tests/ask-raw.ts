/** An answer as it came, for tests of what is no part of the typed client's: headers for browsers and caches, and time. */
import type { Sent } from "@shop/client/transport";

/** `sent`: of `requestOf`, so that what the contract does not have does not compile. */
export const askRaw = (
  url: string,
  { method, path, headers, body }: Sent,
  token?: string,
): Promise<Response> =>
  fetch(url + path, {
    method,
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(typeof body === "string" && { body }),
  });
