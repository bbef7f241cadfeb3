/** Errors become RFC 9457 problem documents here, and nowhere else. */
import type { ServerResponse } from "node:http";
import { AppError, type ErrorKind } from "../../errors.ts";
import { STATUS_CODES } from "../../net/http.ts";
import { isServerLost } from "../../process/server-lost.ts";
import { unavailable } from "./refusals.ts";
import { endAnswer } from "./unread.ts";

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly [extra: string]: unknown;
};

/** RFC 9110 has given names to two that Node still calls as they were before. */
const titles: Readonly<Record<number, string | undefined>> = {
  ...STATUS_CODES,
  413: "Content Too Large",
  422: "Unprocessable Content",
};

export const titleOf = (status: number): string => titles[status] ?? "Error";

export const statusOf: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  busy: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported_type: 415,
  unprocessable: 422,
  upgrade_required: 426,
  precondition_required: 428,
  too_many: 429,
  headers_too_large: 431,
  slow_sender: 408,
  unknown_coding: 501,
  unknown_version: 505,
  unavailable: 503,
  timeout: 504,
};

/** What a client may know of an error: ours as it is, anything else as "internal" or, for a lost server, 503. */
export function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (error instanceof URIError) return new AppError("invalid", "request.invalid", "The path is malformed");
  return isServerLost(error) ? unavailable({ cause: error }) : undefined;
}

/** A 401 always names a way in (RFC 9110 §11.6.1); what may be tried again says when. */
const impliedBy: Readonly<Partial<Record<ErrorKind, Readonly<Record<string, string>>>>> = {
  unauthorized: { "WWW-Authenticate": "Bearer" },
  busy: { "Retry-After": "1" },
  too_many: { "Retry-After": "1" },
  unavailable: { "Retry-After": "1" },
  timeout: { "Retry-After": "1" },
};

/** The headers of an error's answer. */
export function problemHeaders(error: unknown): Readonly<Record<string, string>> {
  const known = toAppError(error);
  return { ...(known && impliedBy[known.kind]), ...known?.headers };
}

export function toProblem(error: unknown, requestId: string): Problem {
  const known = toAppError(error);
  const status = known ? statusOf[known.kind] : 500;
  return {
    ...known?.details,
    type: "about:blank",
    title: titleOf(status),
    status,
    detail: known?.message ?? "Something went wrong on our side",
    code: known?.code ?? "internal",
    requestId,
  };
}

type ProblemAnswer = {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
};

/** The whole answer to a failed request, for whoever sends it. */
export function toProblemAnswer(error: unknown, requestId: string): ProblemAnswer {
  const problem = toProblem(error, requestId);
  const body = `${JSON.stringify(problem)}\n`;
  const headers = {
    ...problemHeaders(error),
    "X-Request-Id": requestId,
    "Cache-Control": "no-store",
    "Content-Type": "application/problem+json",
    "Content-Length": Buffer.byteLength(body),
  };
  return { problem, headers, body };
}

/**
 * Sends the problem and answers true, or false when an answer has begun already. Headers that were set for the answer
 * that failed are removed; `isKept` names those, in lower case, that every answer of this process carries.
 */
export function sendProblem(
  response: ServerResponse,
  error: unknown,
  requestId: string,
  isKept: (name: string) => boolean = () => false,
): boolean {
  if (response.headersSent || response.destroyed) return false;
  const { problem, headers, body } = toProblemAnswer(error, requestId);
  for (const name of response.getHeaderNames())
    if (name !== "connection" && !isKept(name)) response.removeHeader(name);
  response.writeHead(problem.status, headers);
  endAnswer(response, body);
  return true;
}
