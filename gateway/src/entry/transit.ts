/** A request and its response on their way through the gateway, with what is known of both. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createContext } from "@shop/kit/http/server/request-context";
import { originOf, type Origin } from "./address.ts";

export type Transit = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly traceparent: string;
  readonly origin: Origin;
  /** What the steps put into the answer, whichever it will be: a flat list of names and values. */
  readonly fields: string[];
  /** The client sends its body only when asked to; HTTP/1.0 knows no such question (RFC 9110 §10.1.1). */
  readonly awaitsContinue: boolean;
  /** On the clock of `performance.now()`. */
  readonly startedAt: number;
};

/** To be called before the sanitiser removes these headers; forwarding headers are believed as far as `trustedHops` goes. */
export function openTransit(
  request: IncomingMessage,
  response: ServerResponse,
  trustedHops: number,
): Transit {
  const { requestId, traceparent } = createContext(request);
  return {
    request,
    response,
    requestId,
    traceparent,
    origin: originOf(request, trustedHops),
    fields: [],
    awaitsContinue: request.httpVersion !== "1.0" && request.headers.expect?.toLowerCase() === "100-continue",
    startedAt: performance.now(),
  };
}

/** What a service is told about the request besides what the client said; replaces anything of these names. */
export function addOurHeaders({ request, requestId, traceparent, origin }: Transit, msLeft: number): void {
  const { headers } = request;
  // `tracestate` belongs to the trace that the client began; without that trace it means nothing (W3C Trace Context).
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
