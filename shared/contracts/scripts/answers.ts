/** What an operation may answer: its success, its refusals, and the headers of each. */
import { z } from "zod";
import { ignoresToken, type Endpoint } from "../src/contract.ts";
import type { Json } from "./json-schema.ts";
import { isConditionalRead } from "./parameters.ts";
import type { Schemas } from "./schemas.ts";

const text = { type: "string" };

const headers = {
  "X-Request-Id": { required: true, description: "The request's id: yours when it was sent.", schema: text },
  RateLimit: {
    description: "What is left of each allowance, and for how many seconds.",
    schema: text,
    example: '"address";r=597;t=58',
  },
  "RateLimit-Policy": {
    description: "Each allowance and its window in seconds.",
    schema: text,
    example: '"address";q=600;w=60',
  },
  ETag: {
    required: true,
    description:
      "The version of what is shown: for `If-Match` when it is changed, `If-None-Match` when it is read.",
    schema: { type: "string", pattern: '^"[^"]+"$' },
    example: '"3-5f1a0c2e"',
  },
  Location: { required: true, description: "Where what was made can be read.", schema: text },
  Link: {
    description: 'The next page, `rel="next"`; absent on the last.',
    schema: text,
    example: '</products?limit=20&cursor=q1w2e3>; rel="next"',
  },
  "Idempotency-Replayed": {
    description: "`true`: an earlier request with this key did it, and this is its answer.",
    schema: { type: "string", enum: ["true"] },
  },
  "Preference-Applied": {
    description: "How long the answer could wait, when that was asked for.",
    schema: text,
    example: "wait=5",
  },
  "Retry-After": {
    description: "After how many seconds to try again.",
    schema: { type: "integer", minimum: 0 },
    example: 1,
  },
  "WWW-Authenticate": {
    required: true,
    description: "What is needed to get in, and what was wrong with the token (RFC 6750).",
    schema: text,
    example: "Bearer",
  },
  Allow: { description: "Of a 405: the methods there are.", schema: text, example: "GET, HEAD, OPTIONS" },
} as const;
type HeaderName = keyof typeof headers;

const onAll: readonly HeaderName[] = ["X-Request-Id", "RateLimit", "RateLimit-Policy"];
const refTo = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });
const withHeaders = (more: readonly HeaderName[]): Json =>
  Object.fromEntries([...more, ...onAll].map((name) => [name, refTo("headers", name)]));

type Refusal = { readonly description: string; readonly headers?: readonly HeaderName[] };

const problems = {
  BadRequest: {
    description: "The request is malformed or not what the contract asks for; `errors` says where.",
  },
  Unauthorized: {
    description: "What the caller proves to be with is absent, expired, revoked or not valid.",
    headers: ["WWW-Authenticate"],
  },
  Forbidden: { description: "The caller's role does not allow this." },
  NotFound: { description: "It does not exist, or not for this caller." },
  Conflict: { description: "The state it is in does not allow this.", headers: ["Retry-After"] },
  PreconditionFailed: { description: "It has been changed since: the `If-Match` is stale." },
  TooLarge: { description: "The body is over the limit." },
  UnsupportedType: { description: "The body's content type is not taken here." },
  Unprocessable: { description: "The `Idempotency-Key` was used for another request." },
  PreconditionRequired: { description: "An `If-Match` is needed." },
  TooManyRequests: {
    description: "The allowance is used up; `Retry-After` says for how long.",
    headers: ["Retry-After"],
  },
  Unavailable: {
    description: "Not possible just now; `Retry-After` says when to try again.",
    headers: ["Retry-After"],
  },
  Timeout: { description: "It took too long.", headers: ["Retry-After"] },
  Problem: {
    description:
      "Any other refusal, such as 405 (another method: `Allow` says which), 408 (the request did not come to its end) or 431 (its head is too large).",
    headers: ["Allow", "Retry-After"],
  },
} satisfies Record<string, Refusal>;
type ProblemName = keyof typeof problems;

const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: "`area.reason`, stable for programs." }),
    requestId: z.string(),
    errors: z
      .array(z.looseObject({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: "Of a request that is not valid: where, and why." }),
  })
  .meta({ id: "Problem", description: "RFC 9457" });

/** What is referred to by all answers. */
export function toSharedAnswers(schemas: Schemas): { readonly responses: Json; readonly headers: Json } {
  const content = { "application/problem+json": { schema: schemas.toSchema(Problem, "output") } };
  const responses = Object.entries<Refusal>(problems).map(([name, refusal]) => [
    name,
    { description: refusal.description, headers: withHeaders(refusal.headers ?? []), content },
  ]);
  return { responses: Object.fromEntries(responses), headers };
}

export type AnswerOptions = {
  /** Nobody is asked for the answer, so nobody can be late or away, and what is not asked for is ignored. */
  readonly isOwn: boolean;
  readonly example: unknown;
};

export function toResponses(schemas: Schemas, endpoint: Endpoint, { isOwn, example }: AnswerOptions): Json {
  const refusals = refusalsOf(endpoint, isOwn).map(([code, name]) => [code, refTo("responses", name)]);
  return {
    [endpoint.status]: toSuccess(schemas, endpoint, example),
    ...(isConditionalRead(endpoint) && {
      304: { description: "It is still what the client knows.", headers: withHeaders(["ETag"]) },
    }),
    ...Object.fromEntries(refusals),
    default: refTo("responses", "Problem"),
  };
}

const successes = {
  200: "What was asked for, or what has become of it.",
  201: "It has been made.",
  202: "It has been accepted, and is done in a moment.",
  204: "It is done, and there is nothing to show.",
} as const;

function toSuccess(schemas: Schemas, endpoint: Endpoint, example: unknown): Json {
  const { status, reply, replyType = "application/json" } = endpoint;
  const answer = { description: successes[status], headers: withHeaders(headersOf(endpoint)) };
  if (status === 204) return answer;
  const schema = endpoint.replyType === undefined ? schemas.toSchema(reply, "output") : fileOf(replyType);
  return { ...answer, content: { [replyType]: { schema, ...(example !== undefined && { example }) } } };
}

const fileOf = (type: string): Json => (type.startsWith("text/") ? text : { ...text, format: "binary" });

const isPage = ({ query }: Endpoint): boolean => query !== undefined && "cursor" in query.shape;

function headersOf(endpoint: Endpoint): HeaderName[] {
  const all: [unknown, HeaderName][] = [
    [endpoint.etag, "ETag"],
    [endpoint.location, "Location"],
    [isPage(endpoint), "Link"],
    [endpoint.idempotent, "Idempotency-Replayed"],
    [endpoint.maxWaitS, "Preference-Applied"],
  ];
  return all.filter(([applies]) => applies).map(([, name]) => name);
}

function refusalsOf(endpoint: Endpoint, isOwn: boolean): [string, ProblemName][] {
  const { access, params, body, bodyMode, ifMatch, idempotent, refuses = [], cost } = endpoint;
  const takesBody = body !== undefined || bodyMode === "stream";
  const all: [boolean, string, ProblemName][] = [
    // A query that nobody asked for is one, too.
    [!isOwn, "400", "BadRequest"],
    [!ignoresToken(endpoint) || refuses.includes("unauthorized"), "401", "Unauthorized"],
    [access !== "all" && access !== "guest", "403", "Forbidden"],
    [params !== undefined || refuses.includes("not_found"), "404", "NotFound"],
    [idempotent === true || refuses.includes("conflict"), "409", "Conflict"],
    [ifMatch !== undefined, "412", "PreconditionFailed"],
    [takesBody, "413", "TooLarge"],
    [takesBody, "415", "UnsupportedType"],
    [idempotent === true, "422", "Unprocessable"],
    [ifMatch === "required", "428", "PreconditionRequired"],
    [cost !== 0, "429", "TooManyRequests"],
    [!isOwn, "503", "Unavailable"],
    [!isOwn, "504", "Timeout"],
  ];
  return all.filter(([applies]) => applies).map(([, code, name]) => [code, name]);
}
