/** How the one public port treats clients that are slow, too many or not speaking HTTP. */
import { randomUUID } from "node:crypto";
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "@shop/kit/errors";
import { toProblem } from "@shop/kit/http/problem";
import { maxHeaders } from "./sanitise.ts";

export function tuneServer(server: Server): void {
  // Node drops what is beyond this without a word, so one more than allowed is let in to be seen.
  server.maxHeadersCount = maxHeaders + 1;
  // The sanitiser looks at Host, and answers as everything here is answered.
  Object.assign(server, { requireHostHeader: false });
  // Else Node would ask for the body, or refuse, before anybody has looked at the request.
  for (const event of ["checkContinue", "checkExpectation"])
    server.on(event, (request: IncomingMessage, response: ServerResponse) =>
      server.emit("request", request, response),
    );
  server.on("clientError", refuse);
}

type ClientError = Error & { readonly code?: string };

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** What is not HTTP has no request to answer, but its sender still gets a problem document. */
function refuse(error: ClientError, socket: Duplex): void {
  // Where Node itself looks, so as not to write into the middle of an answer.
  const answer = Reflect.get(socket, "_httpMessage") as ServerResponse | null | undefined;
  const isAnswering = answer?.headersSent === true && !answer.writableFinished;
  if (error.code === "ECONNRESET" || !socket.writable || isAnswering) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const status = statuses[error.code ?? ""] ?? 400;
  const malformed = new AppError(
    "invalid",
    "request.malformed_http",
    "This is not a well-formed HTTP request",
  );
  const title = STATUS_CODES[status] ?? "Bad Request";
  const body = JSON.stringify({ ...toProblem(malformed, requestId), status, title });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    "Connection: close",
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    `X-Request-Id: ${requestId}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
