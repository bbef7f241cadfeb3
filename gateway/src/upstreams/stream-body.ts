/**
 * How a request's body goes on to a service by the lane for streams. None travels without a frame that is made here: one
 * that its length does not describe would be the service's next request.
 */
import type { ClientRequest, IncomingMessage } from "node:http";
import type { Body } from "../entry/receive-body.ts";

/** The headers that say where the body ends, whatever the client said. A streamed one was checked by the parser. */
export function frame({ headers }: IncomingMessage, body: Body): void {
  const length = body === "stream" ? headers["content-length"] : undefined;
  delete headers["content-length"];
  delete headers["transfer-encoding"];
  if (body === undefined) return;
  if (body !== "stream") headers["content-length"] = String(body.length);
  else if (length === undefined) headers["transfer-encoding"] = "chunked";
  else headers["content-length"] = length;
}

/** Stands in for a stream: the proxy only calls its `pipe`. */
export const createSource = (bytes: Uint8Array | undefined) => ({
  pipe: (upstream: ClientRequest): void => void upstream.end(bytes),
});
