/** What a client or another service can ask for. Nothing here knows a service. */
import type { z } from "zod";
import type { Access } from "./access.ts";
import type { Act } from "./act.ts";
import type { CachePolicy } from "./cache.ts";

/** `area.reason`, stable for programs. */
export type ErrorCode = `${string}.${string}`;

export type Refusals = {
  readonly [
    Kind in
      | "invalid"
      | "unauthorized"
      | "not_found"
      | "conflict"
      | "unprocessable"
      | "too_many"
      | "unavailable"
  ]?: readonly ErrorCode[] | undefined;
};

export type Endpoint = {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Express 5 path, for example `/orders/:orderId`. */
  readonly path: string;
  readonly summary: string;
  /** What the summary has no room for, in Markdown. */
  readonly description?: string;
  readonly access: Access;
  /**
   * What the audit log says when somebody of the staff calls it; an endpoint for staff that changes something has one.
   * `unrecorded`: nothing that is kept changes.
   */
  readonly act?: Act | "unrecorded";
  /** Where one signs in, a stale token that a client still sends must not stand in the way: a bad one counts as none. */
  readonly token?: "ignored";
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Names in the query that the contract does not know are left out instead of refused. */
  readonly ignoresUnknownQuery?: true;
  /** Absent: the endpoint takes no body. */
  readonly body?: z.ZodType;
  /** Accepted content types; `application/json` unless stated. */
  readonly bodyTypes?: readonly string[];
  /**
   * `stream` hands the unread request to the handler, which owns its validation; `bytes` the whole body as it was sent,
   * with the headers, for a signature over it. `form` is what a page's form sends: `body` is then the schema of its fields,
   * and the handler is told what is wrong with them instead of the client, so that nothing that was typed is lost.
   */
  readonly bodyMode?: "json" | "bytes" | "stream" | "form";
  /** Of a stream: one row of it, for the documents. */
  readonly bodyRow?: z.ZodType;
  /** Bytes; 100 KB unless stated. */
  readonly bodyLimit?: number;
  /** `Idempotency-Key` is needed; the answer is kept and repeated. */
  readonly idempotent?: true;
  /** `If-Match`: `required` answers 428 when absent. */
  readonly ifMatch?: "required" | "honoured";
  /** Seconds that `Prefer: wait=` may ask for at most. */
  readonly maxWaitS?: number;
  /** Of a page: `Cookie` reaches it, and it may set some. Whatever else a client sends of them ends at the gateway. */
  readonly cookies?: true;
  /** The page that shows people the same, with parameters of the same names: a browser that is led here is sent there. */
  readonly page?: `/${string}`;
  /** 303: a form that was taken, which leads to a page. */
  readonly status: 200 | 201 | 202 | 204 | 303;
  /** The answer carries the version of what it shows as `ETag`; a read is then answered 304 to whom has it. */
  readonly etag?: true;
  /** The answer carries the address of what was made as `Location`. */
  readonly location?: true;
  /** Refusals of its own, with the codes that tell them apart; what any endpoint may refuse with is not repeated. */
  readonly refuses?: Refusals;
  /** `z.undefined()` for 204; of a stream, one row or the data of one event. */
  readonly reply: z.ZodType;
  /**
   * `bytes`: the handler answers bytes or text of the `replyType`. `stream`: it answers an async iterable, which is sent as it
   * comes and has no deadline once it has begun: of rows (`application/x-ndjson`), of events (`text/event-stream`), else of bytes or text.
   * Unless stated, `bytes` where there is a `replyType`, else `json`.
   */
  readonly replyMode?: "json" | "bytes" | "stream";
  /**
   * It becomes a WebSocket (RFC 6455), for as long as its client stays; asked in any other way it is 426. The `reply` is
   * what a message of the service says.
   */
  readonly upgrade?: "websocket";
  /** The reply's content type when it is not JSON. */
  readonly replyType?: string;
  /** Milliseconds the whole request may take; 10 s unless stated. */
  readonly timeoutMs?: number;
  /** What a call costs the caller's allowance; 1 unless stated. What the gateway answers from what it keeps is not counted. */
  readonly cost?: number;
  /** Where money or a stay hangs on it: the gateway lets it through before all else when a service has too much to do. */
  readonly priority?: "checkout";
  /** `Cache-Control` of the answer, for whoever asked; `no-store` unless stated. */
  readonly cacheControl?: string;
  /** What the gateway may keep of it for everybody; nothing unless stated. */
  readonly cache?: CachePolicy;
};

export type Api = Readonly<Record<string, Endpoint>>;

export const defineEndpoint = <const E extends Endpoint>(endpoint: E): E => endpoint;

/** Called with a signature over the body instead of a token. */
export const isSigned = ({ access }: Pick<Endpoint, "access">): boolean =>
  typeof access === "object" && "signedBy" in access;

/** Nobody is refused for a token that is not good. */
export const ignoresToken = (endpoint: Pick<Endpoint, "access" | "token">): boolean =>
  endpoint.token === "ignored" || isSigned(endpoint);

/** HTML for people: refused with a page, too. */
export const isPage = ({ replyType }: Pick<Endpoint, "replyType">): boolean => replyType === pageType;

export const replyModeOf = ({ replyMode, replyType }: Endpoint): "json" | "bytes" | "stream" =>
  replyMode ?? (replyType === undefined ? "json" : "bytes");

/** Streams of which every item is written by its contract. */
export const rowsType = "application/x-ndjson";
export const eventsType = "text/event-stream";
export const pageType = "text/html";
/** What a form without files sends (HTML, URL-encoded form data). */
export const formType = "application/x-www-form-urlencoded";

export const defaults = {
  bodyLimit: 100 * 1024,
  timeoutMs: 10_000,
  bodyTypes: ["application/json"],
} as const;
