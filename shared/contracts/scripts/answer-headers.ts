/** The headers of answers, described once and referred to. */
import type { Json } from "./json-schema.ts";

export const text = { type: "string" };

export const headers = {
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
export type HeaderName = keyof typeof headers;

const onAll: readonly HeaderName[] = ["X-Request-Id", "RateLimit", "RateLimit-Policy"];
export const refTo = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });
export const withHeaders = (more: readonly HeaderName[]): Json =>
  Object.fromEntries([...more, ...onAll].map((name) => [name, refTo("headers", name)]));
