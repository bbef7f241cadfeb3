/** From what a use case answers to what is sent, refusals of the services included. */
import { NoAnswer, Refused } from "@shop/client/refusal";
import type { Api } from "@shop/contracts/language/endpoint";
import { AppError, type ErrorKind } from "@shop/kit/errors";
import { redirect, reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Page, WebAnswer } from "../parts/answer.ts";

export const toReply = (answer: WebAnswer) =>
  "to" in answer
    ? redirect(answer.to, answer)
    : reply(String(answer.html), {
        status: numberOf(answer.status),
        tags: answer.tags,
        cookies: answer.cookies,
        headers: { ...keepingHeaders(answer), ...waitingHeaders(answer) },
      });

/** A copy that is made of what may change soon lives no longer than that; what lacks a part is nobody's copy. */
const keepingHeaders = ({ keptS }: Page): Readonly<Record<string, string>> => {
  if (keptS === undefined) return {};
  return keptS === 0 ? { "Cache-Control": "no-store" } : { "Surrogate-Control": `max-age=${keptS}` };
};

const numberOf = (status: Page["status"]) => (typeof status === "object" ? 429 : status);

/** Who is told to try again is told when, as by what the services refuse themselves. */
function waitingHeaders({ status }: Page): Readonly<Record<string, string>> {
  if (typeof status === "object") return { "Retry-After": String(status.waitS) };
  return status === 503 ? { "Retry-After": "1" } : {};
}

/** The same handlers: what a service refuses, and no use case has made a page of, is refused here in the same way. */
export const refusing = <A extends Api>(handlers: Handlers<A>): Handlers<A> =>
  Object.fromEntries(
    Object.entries(handlers).map(([name, handle]) => [
      name,
      (input: never) => (handle as (input: never) => Promise<unknown>)(input).catch(throwRefusal),
    ]),
  ) as Handlers<A>;

const kinds: Readonly<Record<number, ErrorKind>> = {
  400: "invalid",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  412: "precondition_failed",
  422: "unprocessable",
  429: "too_many",
  503: "unavailable",
  504: "timeout",
};

function throwRefusal(error: unknown): never {
  if (error instanceof NoAnswer)
    throw new AppError("unavailable", "service.unavailable", "Not possible just now: try again", {
      cause: error,
    });
  if (!(error instanceof Refused)) throw error;
  const { status, code, detail, retryAfterS } = error.problem;
  throw new AppError(kinds[status] ?? "unavailable", code, detail, {
    cause: error,
    ...(retryAfterS !== undefined && { headers: { "Retry-After": String(retryAfterS) } }),
  });
}
