/** A request and its response on their way through the gateway, with what is known of both. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { requestIdOf } from "@shop/kit/http/server/request-context";
import { continueTrace } from "@shop/kit/process/context";
import { originOf, type Origin } from "./address.ts";

export type Transit = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The client's trace with a span of ours, or one of ours: made when it is asked for. */
  readonly traceparent: string;
  /** Who is calling, as far as can be believed. */
  readonly origin: Origin;
  /** Its answer is for people, with headers of its own. */
  isPage: boolean;
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
  const { headers } = request;
  const given = headers["traceparent"] as string | undefined;
  let traceparent: string | undefined;
  return {
    request,
    response,
    requestId: requestIdOf(headers),
    get traceparent() {
      return (traceparent ??= continueTrace(given));
    },
    origin: originOf(request, trustedHops),
    isPage: false,
    fields: [],
    awaitsContinue: headers.expect !== undefined && isContinue(request),
    startedAt: performance.now(),
  };
}

const isContinue = ({ httpVersion, headers }: IncomingMessage): boolean =>
  httpVersion !== "1.0" && headers.expect?.toLowerCase() === "100-continue";

/** Tells a client that waits for it to send its body, not before it has been sent the answers to what it asked before. */
export function askForBody({ response, awaitsContinue }: Transit): void {
  if (!awaitsContinue) return;
  if (response.socket) response.writeContinue();
  else
    response.once("socket", () => {
      if (!response.headersSent) response.writeContinue();
    });
}

/** What a service is told about a request whose answer is for everybody: nothing that could change it. */
export const ownHeaders = ({ requestId, traceparent }: Transit): Readonly<Record<string, string>> => ({
  traceparent,
  "x-request-id": requestId,
});

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
