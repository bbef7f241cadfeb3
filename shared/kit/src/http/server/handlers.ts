/** What an endpoint's handler is given and may answer, derived from its contract. */
import type { Access } from "@shop/contracts/language/access";
import type { Api, Endpoint, eventsType, pageType, rowsType } from "@shop/contracts/language/endpoint";
import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Visit } from "./cookies.ts";
import type { Form } from "./form.ts";
import type { Caller } from "../../auth/tokens.ts";
import type { KeyedRequest } from "../../keyed-request.ts";
import type { Expectation } from "../../change.ts";
import type { ServerSentEvent } from "./stream.ts";

export type Meta = {
  /** The client's address, as the gateway saw it. */
  readonly address: string;
  /** What it calls itself; empty when it says nothing. */
  readonly userAgent: string;
  /** Aborts when the time for this request is over. */
  readonly deadline: AbortSignal;
  readonly msLeft: () => number;
};

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

type UserOf<Rule extends Access> = Rule extends "service"
  ? { readonly service: string }
  : Rule extends "all"
    ? Caller | undefined
    : Rule extends { readonly signedBy: string }
      ? undefined
      : Rule extends { readonly orLink: true }
        ? Caller | undefined
        : Caller;

export type Input<E extends Endpoint = Endpoint> = {
  readonly params: Parsed<E["params"]>;
  readonly query: Parsed<E["query"]>;
  readonly body: E["bodyMode"] extends "form" ? undefined : Parsed<E["body"]>;
  readonly user: UserOf<E["access"]>;
  /** What `If-Match` says that the client has seen. */
  readonly expect: Expectation;
  /** What `Prefer: wait` asked for and the contract allows; 0 otherwise. */
  readonly waitMs: number;
  readonly meta: Meta;
} & (E["idempotent"] extends true ? { readonly idempotency: KeyedRequest } : unknown) &
  (E["bodyMode"] extends "stream" ? { readonly stream: Readable; readonly contentType: string } : unknown) &
  (E["bodyMode"] extends "form" ? { readonly form: Form<Parsed<E["body"]>> } : unknown) &
  (E["cookies"] extends true ? { readonly visit: Visit } : unknown) &
  (E["bodyMode"] extends "bytes" ? SentBytes : unknown) &
  (E["replyMode"] extends "stream" ? Streaming : unknown);

export type SentBytes = {
  /** The body as it was sent, and empty when there was none. */
  readonly bytes: Buffer;
  readonly contentType: string;
  /** For what a signature is made of. */
  readonly headers: IncomingHttpHeaders;
};

export type Streaming = {
  /** Aborts when the client has gone away, or the process stops: nothing that is answered then is sent. */
  readonly ended: AbortSignal;
  /** What an event stream is to go on after. */
  readonly lastEventId: string | undefined;
};

/** A reply's shape, without asking that what is sent could be changed. */
type Sendable<T> = T extends Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Sendable<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Sendable<T[Key]> }
      : T;

type ItemOf<E extends Endpoint> = E["replyType"] extends typeof rowsType
  ? Sendable<z.input<E["reply"]>>
  : E["replyType"] extends typeof eventsType
    ? ServerSentEvent<Sendable<z.input<E["reply"]>>>
    : string | Uint8Array;

type BodyOf<E extends Endpoint> = E["replyMode"] extends "stream"
  ? AsyncIterable<ItemOf<E>>
  : Sendable<z.input<E["reply"]>>;

/** What the contract says of an answer's headers a reply has to give, and no more: else it does not compile. */
type HeadersOf<E extends Endpoint> = E["replyType"] extends typeof pageType
  ? { readonly etag?: undefined }
  : VersionOf<E> & { readonly status?: undefined; readonly cookies?: undefined };

type VersionOf<E extends Endpoint> = (E["etag"] extends true
  ? { readonly etag: number; readonly shown?: string }
  : { readonly etag?: undefined }) &
  (E["location"] extends true ? { readonly location: string } : { readonly location?: undefined });

type BareOf<E extends Endpoint> = E extends { readonly etag: true } | { readonly location: true }
  ? never
  : BodyOf<E> | (undefined extends z.input<E["reply"]> ? void : never);

/** One handler per endpoint: a missing or misspelt one does not compile. */
export type Handlers<A extends Api> = {
  readonly [Name in keyof A]: (
    input: Input<A[Name]>,
  ) => Promise<BareOf<A[Name]> | Reply<BodyOf<A[Name]>, ReplyOptions & HeadersOf<A[Name]>>>;
};

const isReplyMark = Symbol("reply");

export type ReplyOptions = {
  /** Of a page, where it is another than the contract's: what was sent is not good, or what was asked for is not there. */
  readonly status?: number | undefined;
  /** Of a page: each as a `Set-Cookie` says it. */
  readonly cookies?: readonly string[] | undefined;
  /** The version of what is answered; becomes the `ETag`. */
  readonly etag?: number | undefined;
  /** What the ETag tells apart besides the version, where that is not all of the body. */
  readonly shown?: string | undefined;
  readonly location?: string | undefined;
  /** The cursor after this page; becomes the `Link` header. */
  readonly next?: string | null | undefined;
  /** What a cached copy of this answer is purged by. */
  readonly tags?: readonly string[] | undefined;
  /** The change was made by an earlier request with the same key. */
  readonly replayed?: boolean | undefined;
  /** For answers that are not JSON, where the contract's type is not the exact one. */
  readonly contentType?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

export type Reply<Body, Options extends ReplyOptions = ReplyOptions> = {
  readonly [isReplyMark]: true;
  readonly body: Body;
} & Options;

/** A body with headers; a handler without need for them returns the body alone. */
export const reply = <Body, Options extends ReplyOptions>(
  body: Body,
  options: Options,
): Reply<Body, Options> => ({ [isReplyMark]: true, body, ...options });

/** A form was taken, and this is where it leads; the browser asks for it by GET. */
export const redirect = (location: string, options: Pick<ReplyOptions, "cookies" | "tags"> = {}) =>
  reply("", { ...options, location, status: 303 });

export const toReply = (result: unknown): Reply<unknown> =>
  typeof result === "object" && result !== null && isReplyMark in result
    ? (result as Reply<unknown>)
    : reply(result, {});
