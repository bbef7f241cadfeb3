/**
 * The way to one service: http-proxy-middleware on a keep-alive agent, with what it lacks: a deadline, an answer
 * of our own for every failure, and clean answers. Bodies are never looked at, and none travels without a frame
 * that is made here: a body that its length does not describe would be the service's next request.
 */
import { Agent, type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { AppError } from "@shop/kit/errors";
import { slowSender } from "@shop/kit/http/body";
import { createProxyMiddleware, type Plugin, type RequestHandler } from "http-proxy-middleware";
import { sendProblem } from "./answer.ts";
import type { Outcome } from "./breaker.ts";
import { addOurHeaders, type Exchange } from "./exchange.ts";
import type { Body } from "./receive-body.ts";
import { cleanAnswer } from "./sanitise.ts";

export type Lane = Disposable & {
  /** The client has its answer, or has left, when this resolves or shortly after; it does not reject. */
  readonly send: (exchange: Exchange, body: Body, timeoutMs: number) => Promise<Outcome>;
  readonly isFull: () => boolean;
};

type Pass = {
  readonly exchange: Exchange;
  readonly body: Body;
  readonly settle: (outcome: Outcome) => void;
  upstream?: ClientRequest;
  isOver: boolean;
  isRepeated: boolean;
};

const maxSockets = 128;
/** More than the sockets can take in a moment; whoever comes then would only wait for the deadline. */
const maxPending = 4 * maxSockets;
/** Services keep an idle connection for 65 s; the side that sends must be the one that closes. */
const idleMs = 50_000;
/** So that a service's own word on its timeout arrives before the gateway gives up. */
const marginMs = 100;

export function createLane(url: string): Lane {
  const agent = new Agent({ keepAlive: true, maxSockets, maxFreeSockets: 64, timeout: idleMs });
  // Not a WeakMap: what such a one has held young is kept until the next full collection.
  const passes = new Map<IncomingMessage, Pass>();

  const forward: RequestHandler = createProxyMiddleware({
    target: new URL(url),
    agent,
    changeOrigin: true,
    pathFilter: () => true,
    ejectPlugins: true,
    plugins: [
      watch(
        (request) => passes.get(request),
        ({ request, response }) => void forward(request, response),
      ),
    ],
  });

  return {
    isFull: () => passes.size >= maxPending,
    send(exchange, body, timeoutMs) {
      const { request, response } = exchange;
      const { promise, resolve: settle } = Promise.withResolvers<Outcome>();
      const pass: Pass = { exchange, body, settle, isOver: false, isRepeated: false };
      const timer = setTimeout(() => giveUp(pass, isSent(pass) ? timedOut() : slowSender()), timeoutMs);
      response.once("close", () => {
        clearTimeout(timer);
        passes.delete(request);
        pass.isOver = true;
        settle("answered");
      });
      addOurHeaders(exchange, Math.max(timeoutMs - marginMs, 1));
      frame(request, body);
      passes.set(request, pass);
      void forward(request, response);
      return promise;
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

const watch =
  (passOf: (request: IncomingMessage) => Pass | undefined, forward: (exchange: Exchange) => void): Plugin =>
  (proxy) => {
    proxy.on("proxyReq", (upstream, request, _response, options) => {
      const pass = passOf(request);
      if (!pass) return;
      pass.upstream = upstream;
      // Read just after this: what is sent instead of the client's own bytes.
      if (pass.body !== "stream") Object.assign(options, { buffer: createSource(pass.body) });
      if (pass.isOver) upstream.destroy();
    });
    proxy.on("proxyRes", (answer, request, response) => {
      const pass = passOf(request);
      if (!pass || pass.isOver) return;
      toClientAnswer(answer, response);
      pass.settle(answer.statusCode === 504 && isSent(pass) ? "silent" : "answered");
    });
    proxy.on("error", (error, request) => {
      const pass = request && passOf(request);
      if (!pass || pass.isOver) return;
      if (isStaleConnection(pass, error)) {
        pass.isRepeated = true;
        forward(pass.exchange);
      } else giveUp(pass, error instanceof AppError ? error : notReached(error));
    });
  };

/** The headers that say where the body ends, whatever the client said. A streamed one was checked by the parser. */
function frame({ headers }: IncomingMessage, body: Body): void {
  const length = body === "stream" ? headers["content-length"] : undefined;
  delete headers["content-length"];
  delete headers["transfer-encoding"];
  if (body === undefined) return;
  if (body !== "stream") headers["content-length"] = String(body.length);
  else if (length === undefined) headers["transfer-encoding"] = "chunked";
  else headers["content-length"] = length;
}

/** All that the proxy asks of a body. */
const createSource = (bytes: Uint8Array | undefined) => ({
  pipe: (upstream: ClientRequest): void => void upstream.end(bytes),
});

/** A sender who has not sent everything is the one that the service waits for. */
const isSent = ({ body, exchange }: Pass): boolean => body !== "stream" || exchange.request.complete;

/** Ends a pass that the service did not: the client gets its answer and the service's connection is let go. */
function giveUp(pass: Pass, error: AppError): void {
  if (pass.isOver) return;
  pass.isOver = true;
  if (pass.exchange.response.headersSent) pass.exchange.response.destroy();
  else sendProblem(pass.exchange, error);
  pass.upstream?.destroy();
  pass.settle(isSent(pass) ? "silent" : "answered");
}

/** A kept connection that the service closed just then; repeating a read over a new one harms nobody. */
const isStaleConnection = ({ upstream, exchange, isRepeated }: Pass, error: Error): boolean =>
  !isRepeated &&
  upstream?.reusedSocket === true &&
  (exchange.request.method === "GET" || exchange.request.method === "HEAD") &&
  !exchange.response.headersSent &&
  "code" in error &&
  (error.code === "ECONNRESET" || error.code === "EPIPE");

/** The proxy copies these headers over what the response has; `Connection` is between the client and us. */
function toClientAnswer(answer: IncomingMessage, response: ServerResponse): void {
  cleanAnswer(answer.headers);
  delete answer.headers["x-request-id"];
  answer.headers.connection =
    response.shouldKeepAlive && response.getHeader("connection") !== "close" ? "keep-alive" : "close";
}

const timedOut = () =>
  new AppError("timeout", "service.timeout", "It took too long: try again", {
    headers: { "Retry-After": "1" },
  });

const notReached = (cause: Error) =>
  new AppError("unavailable", "service.unavailable", "Not possible just now: try again", {
    headers: { "Retry-After": "1" },
    cause,
  });
