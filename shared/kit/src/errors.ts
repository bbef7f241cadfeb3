/**
 * One error type for the whole system.
 * `kind` says what to do (HTTP status, retry or dead-letter); `code` says what happened, stable for programs.
 */
export type ErrorKind =
  | "invalid"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "method_not_allowed"
  | "conflict"
  /** Lost ten races for one document; the next try may win. */
  | "busy"
  | "precondition_failed"
  | "precondition_required"
  | "too_large"
  | "unsupported_type"
  | "unprocessable"
  | "upgrade_required"
  | "too_many"
  | "headers_too_large"
  | "slow_sender"
  | "unknown_coding"
  | "unknown_version"
  | "unavailable"
  | "timeout";

export class AppError extends Error {
  override readonly name = "AppError";
  readonly kind: ErrorKind;
  /** `area.reason`, for example `order.not_found`. */
  readonly code: string;
  /** Extra members of the problem document, safe to show a client; `errors` is `[{ path, message }]`. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Headers that go with the answer, for example `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    {
      details = {},
      headers = {},
      cause,
    }: { details?: Record<string, unknown>; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}
