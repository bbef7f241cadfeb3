/** What any endpoint may refuse with, by status: described once, with its codes, and referred to. */
import type { Endpoint } from "../src/language/endpoint.ts";
import type { HeaderName } from "./answer-headers.ts";

export type Refusal = {
  readonly description: string;
  /** Those that are not one endpoint's. */
  readonly codes?: readonly string[];
  readonly headers?: readonly HeaderName[];
};

export const problems = {
  BadRequest: {
    description: "The request is malformed or not what the contract asks for; `errors` says where.",
    codes: [
      "request.invalid",
      "request.malformed",
      "request.bad_cursor",
      "request.bad_target",
      "request.bad_header",
      "request.bad_host",
      "request.bad_frame",
      "request.too_many_headers",
      "request.unexpected_body",
      "request.malformed_http",
      "idempotency.key_required",
      "idempotency.key_invalid",
    ],
  },
  Unauthorized: {
    description: "What the caller proves to be with is absent, expired, revoked or not valid.",
    codes: ["auth.required", "auth.invalid_token"],
    headers: ["WWW-Authenticate"],
  },
  Forbidden: { description: "The caller's role does not allow this.", codes: ["auth.forbidden"] },
  NotFound: { description: "It does not exist, or not for this caller.", codes: ["route.not_found"] },
  Conflict: {
    description: "The state it is in does not allow this, or others are changing it just now.",
    codes: ["request.busy", "idempotency.in_progress"],
    headers: ["Retry-After"],
  },
  PreconditionFailed: {
    description: "It has been changed since: the `If-Match` is stale.",
    codes: ["request.precondition_failed"],
  },
  TooLarge: { description: "The body is over the limit.", codes: ["request.too_large"] },
  UnsupportedType: {
    description: "The body's content type is not taken here.",
    codes: ["request.unsupported_type"],
  },
  Unprocessable: {
    description:
      "The `Idempotency-Key` was used for another request, or what was sent cannot be what it is to be.",
    codes: ["idempotency.key_reused"],
  },
  PreconditionRequired: {
    description: "An `If-Match` is needed.",
    codes: ["request.precondition_required"],
  },
  TooManyRequests: {
    description: "The allowance is used up, or too many streams are open; `Retry-After` says for how long.",
    codes: ["request.too_many", "request.too_many_streams"],
    headers: ["Retry-After"],
  },
  Unavailable: {
    description: "Not possible just now; `Retry-After` says when to try again.",
    codes: [
      "service.unavailable",
      "service.overloaded",
      "service.starting",
      "auth.unavailable",
      "auth.keys_unavailable",
    ],
    headers: ["Retry-After"],
  },
  Timeout: {
    description: "It took too long.",
    codes: ["service.timeout", "request.deadline_exceeded"],
    headers: ["Retry-After"],
  },
  Problem: {
    description:
      "Any other refusal, such as 405 (another method: `Allow` says which), 408 (the request did not come to its end), 426 (a WebSocket is spoken there), 431 (its head is too large) or 500 (our fault, `internal`).",
    codes: [
      "route.method_not_allowed",
      "request.timeout",
      "request.body_timeout",
      "request.upgrade_required",
      "request.headers_too_large",
      "request.unknown_coding",
      "request.unknown_version",
      "internal",
    ],
    headers: ["Allow", "Retry-After"],
  },
} satisfies Record<string, Refusal>;
export type ProblemName = keyof typeof problems;

export const listed = (codes: readonly string[]): string => codes.map((code) => `\`${code}\``).join(", ");

const statuses = {
  invalid: "400",
  unauthorized: "401",
  not_found: "404",
  conflict: "409",
  unprocessable: "422",
  too_many: "429",
  unavailable: "503",
} as const;

/** An endpoint's own codes by their status. */
export const ownCodesOf = ({ refuses = {} }: Endpoint): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(refuses).map(([kind, codes = []]) => [statuses[kind as keyof typeof statuses], codes]),
  );
