/** How the one public port treats clients that are slow, too many or not speaking HTTP. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "@shop/kit/errors";
import { toProblemAnswer } from "@shop/kit/http/server/problem";
import { methodNotAllowed } from "@shop/kit/http/server/refusals";
import { removeFrom } from "@shop/kit/process/unordered";
import type { RouteTable } from "../routing/route-table.ts";
import { allMethods, always } from "./answer.ts";
import { maxHeaders } from "./sanitise.ts";
import { acceptUpgrades } from "./upgrade.ts";

/**
 * A connection's last request, until it is over, and the answers that have not been sent whole on it. What is over is
 * let go: whatever every open connection keeps is copied by each garbage collection.
 */
type Conversation = { last: IncomingMessage | undefined; readonly owed: ServerResponse[] };

/** Requests whose head was fine and whose body is not HTTP, with the refusal that the reader of the body answers with. */
const broken = new WeakMap<IncomingMessage, AppError>();
/** Why the body of this request could not be parsed, or undefined. */
export const breakOf = (request: IncomingMessage): AppError | undefined => broken.get(request);

/** How long a client that has ended its half of the connection still gets its answer; it looks the same as one that has left. */
const halfOpenMs = 1_000;
/** The same for a request with `Prefer: wait`, whose answer may be held back for 5 s. */
const halfOpenWaitMs = 7_000;

/** How long a client that is refused may go on sending before its connection is cut. */
const lingerMs = 2_000;

/** Of all headers of a request; services take more, for what is added to them on the way. */
export const maxHeaderBytes = 16 * 1024;

const conversations = new WeakMap<Duplex, Conversation>();
const refused = new WeakSet<Duplex>();

export function tuneServer(server: Server, routes: Pick<RouteTable<string>, "find">): void {
  acceptUpgrades(server, routes, (socket) => (conversations.get(socket)?.owed.length ?? 0) > 0);
  // Node silently drops headers beyond this; one more than allowed is let in, so that the sanitiser can refuse it.
  server.maxHeadersCount = maxHeaders + 1;
  // The sanitiser refuses a bad Host with a problem document, which Node would not. A client that has sent its whole
  // request may end its half of the connection and still gets the answer.
  Object.assign(server, { requireHostHeader: false, httpAllowHalfOpen: true });
  // Without a listener Node answers `Expect` itself, before the request has been judged.
  for (const event of ["checkContinue", "checkExpectation"])
    server.on(event, (request: IncomingMessage, response: ServerResponse) =>
      server.emit("request", request, response),
    );
  // Before the sanitiser removes what is looked at here.
  server.prependListener("request", follow);
  server.on("connect", (_request: IncomingMessage, socket: Duplex) => refuseTunnel(socket));
  server.on("clientError", refuseMalformed);
}

function follow(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const conversation = conversations.get(socket) ?? begin(request);
  conversation.last = request;
  conversation.owed.push(response);
  // Upgraded or not, what comes behind such a request is not parsed any more, so it must not be waited for.
  if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
  response.on("close", () => {
    removeFrom(conversation.owed, response);
    if (conversation.last === request && request.complete) conversation.last = undefined;
  });
}

/** Node lets go of a connection that asks for a tunnel: from then on it hears neither its errors nor its end. */
function refuseTunnel(socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  // An answer that waits for its reader to take some would wait for ever.
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
  const owed = conversations.get(socket)?.owed ?? [];
  whenNoneIsOwed(owed, () => say(socket, methodNotAllowed("CONNECT", allMethods)));
}

function begin(request: IncomingMessage): Conversation {
  const { socket } = request;
  const conversation: Conversation = { last: request, owed: [] };
  conversations.set(socket, conversation);
  // Node does so only for connections that it has not let go, and not for answers that wait for others before them.
  socket.once("close", () => {
    for (const response of conversation.owed.slice()) response.destroy();
  });
  socket.once("end", () => {
    const ms = conversation.last?.headers["prefer"] === undefined ? halfOpenMs : halfOpenWaitMs;
    const timer = setTimeout(() => socket.destroy(), ms);
    socket.once("close", () => clearTimeout(timer));
  });
  return conversation;
}

type ClientError = Error & { readonly code?: string };

/**
 * Answers bytes that are not HTTP with a problem document, after the answers that are owed to requests before them.
 * Where the malformed bytes are in the body of a request, the problem is the answer to that request.
 */
function refuseMalformed(error: ClientError, socket: Duplex): void {
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
  const isBroken = last !== undefined && !last.complete;
  if (isBroken) {
    const answer = owed.find(({ req }) => req === last);
    if (answer) answer.shouldKeepAlive = false;
    broken.set(last, problem);
    if (last.listenerCount("error") > 0) last.emit("error", problem);
  }
  whenNoneIsOwed(owed, () => (isBroken ? socket.end(() => socket.destroy()) : say(socket, problem)));
}

function whenNoneIsOwed(owed: readonly ServerResponse[], then: () => void): void {
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

/** Writes a problem document on a bare socket, where Node's HTTP server no longer answers, and closes it. */
function say(socket: Duplex, error: AppError): void {
  if (!socket.writable) return;
  const { problem, headers, body } = toProblemAnswer(error, randomUUID());
  const fields = { ...Object.fromEntries(always), ...headers, Connection: "close" };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  const text = [`HTTP/1.1 ${problem.status} ${problem.title}`, ...head, "", body].join("\r\n");
  // Who still sends would meet a closed socket, and lose this answer.
  socket.end(text).resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
}
