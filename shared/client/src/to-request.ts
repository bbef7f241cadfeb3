/** A call as it is sent. */
import type { Endpoint } from "@shop/contracts/language/endpoint";
import type { Ask, Seen } from "./call.ts";
import type { Sent, Source } from "./transport.ts";

/** Every call as it is when the types are gone. */
export type AnyCall = {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly idempotencyKey?: string;
  readonly ifMatch?: Seen;
  readonly waitS?: number;
  readonly lastEventId?: string;
  readonly signal?: AbortSignal;
};

/** What a call of one endpoint sends, for those who send it by means of their own, as a generator of load does. */
export const requestOf = <E extends Endpoint>(endpoint: E, ...[call]: Parameters<Ask<E>>): Sent =>
  toRequest(endpoint, (call ?? {}) as AnyCall);

export function toRequest(endpoint: Endpoint, call: AnyCall): Sent {
  const { body, contentType = endpoint.bodyTypes?.[0] ?? "application/json" } = call;
  const isJson = (endpoint.bodyMode ?? "json") === "json";
  return {
    method: endpoint.method.toUpperCase(),
    path: toPath(endpoint.path, call.params) + toSearch(call.query),
    headers: { ...toHeaders(call), ...(body !== undefined && { "content-type": contentType }) },
    ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as Source) }),
    signal: call.signal,
  };
}

const toPath = (path: string, params: AnyCall["params"] = {}): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));

function toSearch(query: AnyCall["query"] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) search.append(name, String(each));
  return search.size > 0 ? `?${search.toString()}` : "";
}

function toHeaders({ idempotencyKey, ifMatch, waitS, lastEventId }: AnyCall): Record<string, string> {
  return {
    accept: "application/json, */*;q=0.1",
    ...(idempotencyKey !== undefined && { "idempotency-key": quoted(idempotencyKey) }),
    ...(ifMatch !== undefined && {
      "if-match": typeof ifMatch === "number" ? quoted(`${ifMatch}`) : ifMatch,
    }),
    ...(waitS !== undefined && { prefer: `wait=${waitS}` }),
    ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
  };
}

/** A string of RFC 9651 (§3.3.3). */
const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
