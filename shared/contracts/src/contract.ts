/** The words every contract is written in: endpoint and event. Nothing here knows a service. */
import { z } from "zod";

/** Who may call: each role includes the ones before it; `service` is another service of ours, never a client. */
export type Access = "all" | "guest" | "customer" | "staff" | "admin" | "service";

export type Endpoint = {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Express 5 path, for example `/orders/:orderId`. */
  readonly path: string;
  readonly summary: string;
  /** What the summary has no room for, in Markdown. */
  readonly description?: string;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Absent: the endpoint takes no body. */
  readonly body?: z.ZodType;
  /** Accepted content types; `application/json` unless stated. */
  readonly bodyTypes?: readonly string[];
  /** `stream` hands the unread request to the handler, which owns its validation. */
  readonly bodyMode?: "json" | "stream";
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
  readonly status: 200 | 201 | 202 | 204;
  /** The answer carries the version of what it shows as `ETag`; a read is then answered 304 to whom has it. */
  readonly etag?: true;
  /** The answer carries the address of what was made as `Location`. */
  readonly location?: true;
  /** Refusals that do not follow from the rest of the contract. */
  readonly refuses?: readonly ("unauthorized" | "not_found" | "conflict")[];
  /** `z.undefined()` for 204. */
  readonly reply: z.ZodType;
  /** The reply's content type when it is not JSON; the handler answers a Buffer then. */
  readonly replyType?: string;
  /** Milliseconds the whole request may take; 10 s unless stated. */
  readonly timeoutMs?: number;
  /** What a call costs the caller's allowance; 1 unless stated. */
  readonly cost?: number;
  /** `Cache-Control` of the answer; `no-store` unless stated. */
  readonly cacheControl?: string;
};

export type Api = Readonly<Record<string, Endpoint>>;

export const defineEndpoint = <const E extends Endpoint>(endpoint: E): E => endpoint;

/** Signing in must work with whatever stale token a client still sends. */
export const ignoresToken = ({ access, path }: Endpoint): boolean =>
  access === "all" && path.startsWith("/auth/");

export const defaults = {
  bodyLimit: 100 * 1024,
  timeoutMs: 10_000,
  bodyTypes: ["application/json"],
} as const;

/** What is sent over the bus. `sequence` counts the events of one aggregate, one step each. */
export type Event<Name extends string = string, Data = unknown> = {
  readonly id: string;
  readonly name: Name;
  readonly version: number;
  readonly occurredAt: string;
  readonly aggregateId: string;
  readonly sequence: number;
  readonly data: Data;
};

/** What a decision announces; who saves it adds id, time, aggregate and sequence. */
export type Fact<Name extends string = string, Data = unknown> = {
  readonly name: Name;
  readonly version: number;
  readonly data: Data;
};

export type EventDefinition<Name extends string = string, Data extends z.ZodType = z.ZodType> = {
  readonly name: Name;
  readonly version: number;
  readonly data: Data;
  readonly envelope: z.ZodType<Event<Name, z.output<Data>>>;
  /** Throws a ZodError when the data is not what the contract says. */
  readonly of: (data: z.input<Data>) => Fact<Name, z.output<Data>>;
};

export type Events = Readonly<Record<string, EventDefinition>>;

/** Names are facts, `service.fact_in_past_tense`. Additive changes only; a breaking change is a new name. */
export const defineEvent = <const Name extends string, Data extends z.ZodType>(
  name: Name,
  data: Data,
): EventDefinition<Name, Data> => {
  const version = 1;
  const envelope = z.object({
    id: z.uuid(),
    name: z.literal(name),
    version: z.int().positive(),
    occurredAt: z.iso.datetime(),
    aggregateId: z.string().min(1),
    sequence: z.int().positive(),
    data,
  }) as unknown as z.ZodType<Event<Name, z.output<Data>>>;
  return { name, version, data, envelope, of: (input) => ({ name, version, data: data.parse(input) }) };
};
