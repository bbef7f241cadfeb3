/** One request and its answer on their way through the gateway. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createContext } from "@shop/kit/http/request-context";
import { originOf, type Origin } from "./client-address.ts";

export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly traceparent: string;
  readonly origin: Origin;
  /** The client sends its body only when asked to; HTTP/1.0 knows no such question (RFC 9110 §10.1.1). */
  readonly awaitsContinue: boolean;
  /** On the clock of `performance.now()`. */
  readonly startedAt: number;
};

/** Reads what the sanitiser is about to remove; forwarding headers are believed as far as `trustedHops` goes. */
export function openExchange(
  request: IncomingMessage,
  response: ServerResponse,
  trustedHops: number,
): Exchange {
  const { requestId, traceparent } = createContext(request);
  return {
    request,
    response,
    requestId,
    traceparent,
    origin: originOf(request, trustedHops),
    awaitsContinue: request.httpVersion !== "1.0" && request.headers.expect?.toLowerCase() === "100-continue",
    startedAt: performance.now(),
  };
}

/** What a service is told about the request besides what the client said; replaces anything of these names. */
export function addOurHeaders({ request, requestId, traceparent, origin }: Exchange, msLeft: number): void {
  const { headers } = request;
  // Vendor state belongs to its trace and ends with it.
  if (!isSameTrace(headers["traceparent"], traceparent)) delete headers["tracestate"];
  headers["traceparent"] = traceparent;
  headers["x-request-id"] = requestId;
  headers["x-request-deadline"] = String(Math.floor(msLeft));
  headers["x-forwarded-for"] = origin.address;
  headers["x-forwarded-proto"] = origin.protocol;
  headers["x-forwarded-host"] = origin.host;
}

const isSameTrace = (given: string | string[] | undefined, ours: string): boolean =>
  typeof given === "string" && given.slice(3, 35) === ours.slice(3, 35);
