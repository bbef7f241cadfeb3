/** What an endpoint is called with and answers, by its contract: what is missing or misspelt does not compile. */
import type { Endpoint, eventsType, rowsType } from "@shop/contracts/language/endpoint";
import type { z } from "zod";
import type { Source } from "./transport.ts";

/** An `ETag` as it came, the version of what was seen, or `*` for whatever is there. */
export type Seen = string | number;

/** Nothing in it is needed. */
type IsFree<T> = Partial<T> extends T ? true : false;

type Params<E extends Endpoint> = E["params"] extends z.ZodObject
  ? { readonly params: z.input<E["params"]> }
  : unknown;

type Query<E extends Endpoint> = E["query"] extends z.ZodObject
  ? IsFree<z.input<E["query"]>> extends true
    ? { readonly query?: z.input<E["query"]> | undefined }
    : { readonly query: z.input<E["query"]> }
  : unknown;

type Body<E extends Endpoint> = E["bodyMode"] extends "stream" | "bytes"
  ? {
      readonly body: Source;
      /** One of the contract's; the first of them when absent. */
      readonly contentType?: string;
    }
  : E["body"] extends z.ZodType
    ? undefined extends z.input<E["body"]>
      ? { readonly body?: z.input<E["body"]> }
      : { readonly body: z.input<E["body"]> }
    : unknown;

type Conditions<E extends Endpoint> = (E["idempotent"] extends true
  ? { readonly idempotencyKey: string }
  : unknown) &
  (E["ifMatch"] extends "required"
    ? { readonly ifMatch: Seen }
    : E["ifMatch"] extends "honoured"
      ? { readonly ifMatch?: Seen | undefined }
      : unknown) &
  (E["maxWaitS"] extends number ? { readonly waitS?: number } : unknown) &
  (E["replyType"] extends typeof eventsType ? { readonly lastEventId?: string | undefined } : unknown);

export type Call<E extends Endpoint> = Params<E> &
  Query<E> &
  Body<E> &
  Conditions<E> & { readonly signal?: AbortSignal | undefined };

/** `id`: of the last event that had one. */
export type StreamEvent<Data> = {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: Data;
};

type Reply<E extends Endpoint> = E["replyMode"] extends "stream"
  ? E["replyType"] extends typeof eventsType
    ? AsyncIterable<StreamEvent<z.output<E["reply"]>>>
    : E["replyType"] extends typeof rowsType
      ? AsyncIterable<z.output<E["reply"]>>
      : AsyncIterable<Uint8Array>
  : E["replyType"] extends string
    ? Uint8Array
    : z.output<E["reply"]>;

export type Answer<E extends Endpoint> = {
  readonly status: E["status"];
  readonly body: Reply<E>;
  readonly requestId: string;
} & (E["etag"] extends true ? { readonly etag: string } : unknown) &
  (E["location"] extends true ? { readonly location: string } : unknown);

/** An endpoint as a function. */
export type Ask<E extends Endpoint> = (
  ...call: IsFree<Call<E>> extends true ? [call?: Call<E>] : [call: Call<E>]
) => Promise<Answer<E>>;
