/** How the one public port treats clients that are slow, too many or not speaking HTTP. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "@shop/kit/errors";
import { toProblem } from "@shop/kit/http/problem";
import { always } from "./answer.ts";
import { maxHeaders } from "./sanitise.ts";

/** What is still to be said on a connection: its last request, and the answers that have not been sent whole. */
type Conversation = { last: IncomingMessage; readonly owed: Set<ServerResponse> };

/** What breaks off a request whose head was fine; whoever reads its body answers with it. */
const broken = new WeakMap<IncomingMessage, AppError>();
export const breakOf = (request: IncomingMessage): AppError | undefined => broken.get(request);

/** Whoever has ended its half of the connection is waited for this long, for nobody can tell it from having left. */
const halfOpenMs = 1_000;
/** `Prefer: wait` holds an answer for 5 s. */
const halfOpenWaitMs = 7_000;

const conversations = new WeakMap<Duplex, Conversation>();
const refused = new WeakSet<Duplex>();

export function tuneServer(server: Server): void {
  // Node drops what is beyond this without a word, so one more than allowed is let in to be seen.
  server.maxHeadersCount = maxHeaders + 1;
  // The sanitiser looks at Host, and answers as everything here is answered. Whoever has sent the whole request may
  // end its half of the connection and still gets the answer.
  Object.assign(server, { requireHostHeader: false, httpAllowHalfOpen: true });
  // Else Node would ask for the body, or refuse, before anybody has looked at the request.
  for (const event of ["checkContinue", "checkExpectation"])
    server.on(event, (request: IncomingMessage, response: ServerResponse) =>
      server.emit("request", request, response),
    );
  server.on("request", follow);
  server.on("connect", (_request: IncomingMessage, socket: Duplex) => say(socket, noTunnel()));
  server.on("clientError", refuse);
}

function follow(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const conversation = conversations.get(socket) ?? begin(request);
  conversation.last = request;
  conversation.owed.add(response);
  response.once("close", () => conversation.owed.delete(response));
}

function begin(request: IncomingMessage): Conversation {
  const { socket } = request;
  const conversation: Conversation = { last: request, owed: new Set() };
  conversations.set(socket, conversation);
  socket.once("end", () => {
    const ms = conversation.last.headers["prefer"] === undefined ? halfOpenMs : halfOpenWaitMs;
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.once("close", () => clearTimeout(timer));
  });
  return conversation;
}

type ClientError = Error & { readonly code?: string };

/**
 * What is not HTTP has no request to answer, but its sender still gets a problem document, after the answers that
 * are due to what came before it. When it is the body of a request that breaks off, it is that one's answer.
 */
function refuse(error: ClientError, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  if (refused.has(socket)) return;
  refused.add(socket);
  const problem = toRefusal(error);
  const conversation = conversations.get(socket);
  if (!conversation) return say(socket, problem);
  const { last, owed } = conversation;
  const isBroken = !last.complete;
  if (isBroken) {
    broken.set(last, problem);
    if (last.listenerCount("error") > 0) last.emit("error", problem);
  }
  whenNoneIsOwed(owed, () => (isBroken ? socket.end(() => socket.destroy()) : say(socket, problem)));
}

function whenNoneIsOwed(owed: ReadonlySet<ServerResponse>, then: () => void): void {
  const [next] = owed;
  if (next) next.once("close", () => whenNoneIsOwed(owed, then));
  else then();
}

function toRefusal({ code }: ClientError): AppError {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return new AppError("slow_sender", "request.timeout", "The request did not arrive in time");
  if (code === "HPE_HEADER_OVERFLOW")
    return new AppError("headers_too_large", "request.headers_too_large", "The headers are too long");
  return new AppError("invalid", "request.malformed_http", "This is not a well-formed HTTP request");
}

const noTunnel = () =>
  new AppError("method_not_allowed", "route.method_not_allowed", "CONNECT is not possible here", {
    headers: { Allow: "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT" },
  });

/** The last word on a connection that Node speaks no HTTP on any more. */
function say(socket: Duplex, error: AppError): void {
  if (!socket.writable) return;
  const problem = toProblem(error, randomUUID());
  const body = `${JSON.stringify(problem)}\n`;
  const headers = {
    ...Object.fromEntries(always),
    ...error.headers,
    Connection: "close",
    "Content-Type": "application/problem+json",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "X-Request-Id": problem.requestId,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const text = [`HTTP/1.1 ${problem.status} ${problem.title}`, ...head, "", body].join("\r\n");
  socket.end(text, () => socket.destroy());
}
