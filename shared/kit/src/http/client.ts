/** JSON over HTTP to another service: a deadline always, a circuit breaker where somebody waits; nothing is retried here. */
import CircuitBreaker from "opossum";
import { z } from "zod";
import type { ServiceTokens } from "../auth/tokens.ts";
import { currentContext } from "../process/context.ts";
import { AppError, type ErrorKind } from "../errors.ts";
import { breakerRules, contextHeaders } from "./calling.ts";
import { overdue } from "./deadline.ts";
import { request as sendRequest } from "../net/http-request.ts";

export type Call<Body> = {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** With its query; parts that vary must be encoded. */
  readonly path: string;
  readonly body?: unknown;
  readonly schema: z.ZodType<Body>;
  readonly idempotencyKey?: string | undefined;
};

export type HttpClient = {
  /**
   * Throws an AppError: the other side's own refusal where it is about what was asked (402, 404, 409, 410, 412,
   * 422), else `<name>.unavailable`. What does not fit the schema is a plain error: somebody broke the contract.
   */
  readonly call: <Body>(call: Call<Body>) => Promise<Body>;
};

type Answered = { readonly status: number; readonly text: string; readonly retryAfter: string | undefined };

const refusals: Readonly<Record<number, ErrorKind>> = {
  402: "unprocessable",
  404: "not_found",
  409: "conflict",
  410: "not_found",
  412: "precondition_failed",
  422: "unprocessable",
};

/** Members that our own problem document will have values of its own for. */
const ownMembers = new Set(["type", "title", "status", "requestId"]);

const RemoteProblem = z.looseObject({ code: z.string(), detail: z.string().default("") });

export function createHttpClient({
  name,
  baseUrl,
  tokens,
  timeoutMs = 2_000,
  resetMs = 5_000,
  hasBreaker = true,
}: {
  /** Of the service that is called: the audience of its tokens, and the area of error codes. */
  name: string;
  baseUrl: string;
  /** Absent: the other side is not one of ours. */
  tokens?: ServiceTokens;
  timeoutMs?: number;
  /** How long an open breaker waits before it tries again. */
  resetMs?: number;
  /**
   * False for calls that are owed and repeated by a clock of their own. A breaker that is open for all is tried with
   * whichever comes first: one that can only fail would keep every other out.
   */
  hasBreaker?: boolean;
}): HttpClient {
  const base = baseUrl.replace(/\/$/, "");

  const ask = async (request: Call<unknown>): Promise<Answered> => {
    const msLeft = currentContext()?.msLeft() ?? Infinity;
    const ms = Math.floor(Math.min(timeoutMs, msLeft));
    if (ms < 1) throw overdue();
    const answered = await send(request, ms).catch((cause: unknown) => {
      throw msLeft < timeoutMs && isTimeout(cause) ? overdue(cause) : unavailable(name, cause);
    });
    if (isFailure(answered.status))
      throw unavailable(name, new Error(`${name} answered ${answered.status}`), answered.retryAfter);
    return answered;
  };

  const send = async (
    { method, path, body, idempotencyKey }: Call<unknown>,
    ms: number,
  ): Promise<Answered> => {
    const { status, headers, text } = await sendRequest(new URL(base + path), {
      method: method.toUpperCase(),
      headers: {
        ...contextHeaders(),
        accept: "application/json",
        "x-request-deadline": String(ms),
        ...(tokens && { authorization: `Bearer ${await tokens.tokenFor(name)}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(idempotencyKey !== undefined && { "idempotency-key": `"${idempotencyKey}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ms),
    });
    return { status, text, retryAfter: headers["retry-after"]?.toString() };
  };

  const breaker = hasBreaker ? breakerOf(name, ask, { timeoutMs, resetMs }) : undefined;

  return {
    async call(request) {
      const asking = breaker?.fire(request) ?? ask(request);
      const answered = await asking.catch((error: unknown) => {
        throw error instanceof AppError ? error : unavailable(name, error);
      });
      return readBody(name, request, answered);
    },
  };
}

const breakerOf = (
  name: string,
  ask: (request: Call<unknown>) => Promise<Answered>,
  { timeoutMs, resetMs }: { readonly timeoutMs: number; readonly resetMs: number },
) =>
  new CircuitBreaker(ask, {
    name,
    // The call's own signal ends it; this one only makes sure that a probe always settles.
    timeout: timeoutMs + 1_000,
    ...breakerRules,
    resetTimeout: resetMs,
    // A caller who could not wait says nothing about the other side.
    errorFilter: (error) => error instanceof AppError && error.kind === "timeout",
  });

/** What says that the other side is unwell, or does not know us; any other refusal shows that it works. */
const isFailure = (status: number): boolean => status >= 500 || [401, 403, 408, 429].includes(status);

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === "TimeoutError";

function readBody<Body>(
  name: string,
  { schema, method, path }: Call<Body>,
  { status, text }: Answered,
): Body {
  const kind = refusals[status];
  const problem = kind && RemoteProblem.safeParse(parseJson(text));
  if (kind && problem?.success) {
    const { code, detail, ...rest } = problem.data;
    const details = Object.entries(rest).filter(([member]) => !ownMembers.has(member));
    throw new AppError(kind, code, detail, { details: Object.fromEntries(details) });
  }
  if (status >= 300)
    throw new Error(`${name} answered ${status} to ${method} ${path}: ${text.slice(0, 500)}`);
  const result = schema.safeParse(text === "" ? undefined : parseJson(text));
  if (result.success) return result.data;
  throw new Error(`${name} broke its contract in ${method} ${path}`, { cause: result.error });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unavailable = (name: string, cause: unknown, retryAfter?: string): AppError =>
  new AppError("unavailable", `${name}.unavailable`, "Not possible just now: try again", {
    ...(retryAfter && /^\d{1,5}$/.test(retryAfter) && { headers: { "Retry-After": retryAfter } }),
    cause,
  });
