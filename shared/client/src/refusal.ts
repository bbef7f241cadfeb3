/** Why a call has no answer. */
import type { Received } from "./transport.ts";

/** What is wrong with one field: its place in the body, as a path of names and numbers. */
export type FieldError = { readonly path: string; readonly message: string };

/** RFC 9457, as the shop sends it. */
export type Problem = {
  readonly status: number;
  /** `area.reason`, for programs. */
  readonly code: string;
  /** For people. */
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
  /** When to ask again, in seconds. */
  readonly retryAfterS?: number;
  /** What else this code brings along. */
  readonly [member: string]: unknown;
};

/** The shop has said no: nothing was done. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
    this.name = "Refused";
    this.problem = problem;
  }
}

/** Nobody has answered: what was asked may or may not have been done. */
export class NoAnswer extends Error {
  constructor(cause: unknown) {
    super("The shop did not answer", { cause });
    this.name = "NoAnswer";
  }
}

export const throwNoAnswer = (cause: unknown): never => {
  throw new NoAnswer(cause);
};

/** A refusal as a value: what was asked, or the problem; what is no refusal is thrown on. */
export const orProblem = <Answer>(asking: Promise<Answer>): Promise<Answer | Problem> =>
  asking.catch((error: unknown) => {
    if (error instanceof Refused) return error.problem;
    throw error;
  });

/** Whether what `orProblem` brought is the problem. */
export const isProblem = (answer: object): answer is Problem => "detail" in answer && !("body" in answer);

type Head = Pick<Received, "status" | "header">;

/** Anything that stands between may answer too, in words of its own. */
const unreadable = ({ status, header }: Head, text: string): Problem => ({
  status,
  code: "answer.unreadable",
  detail: text.slice(0, 200),
  requestId: header("x-request-id") ?? "",
});

/** What an answer says, or `Refused` when it is not the shop that says it. */
export function readJson(head: Head, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(unreadable(head, text));
  }
}

export function toProblem(head: Head, text: string): Problem {
  const { header } = head;
  const known = { ...unreadable(head, text), ...parseObject(text) };
  const retryAfterS = Number(header("retry-after"));
  return Number.isFinite(retryAfterS) ? { ...known, retryAfterS } : known;
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
