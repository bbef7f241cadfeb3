/**
 * The way to one service: http-proxy-middleware on a keep-alive agent, with what it lacks: a deadline, an answer
 * of our own for every failure, and clean answers. Bodies are never looked at, and none travels without a frame
 * that is made here: a body that its length does not describe would be the service's next request.
 */
import { Agent, type ClientRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { eventsType } from "@shop/contracts/language/endpoint";
import { AppError } from "@shop/kit/errors";
import { slowSender } from "@shop/kit/http/server/body";
import { unavailable } from "@shop/kit/http/server/refusals";
import { endingOf } from "@shop/kit/http/server/stream-end";
import { createProxyMiddleware, type Plugin, type RequestHandler } from "http-proxy-middleware";
import { refuse } from "../entry/answer.ts";
import type { Outcome } from "./breaker.ts";
import type { Route } from "../routing/route-table.ts";
import { addOurHeaders, type Transit } from "../entry/transit.ts";
import type { Body } from "../entry/receive-body.ts";
import { cleanAnswer } from "../entry/sanitise.ts";

export type Lane = Disposable & {
  /** Resolves once the service's answer has begun, the client has left, or the deadline has passed; never rejects. */
  readonly send: (transit: Transit, body: Body, limits: Limits) => Promise<Outcome>;
  readonly isFull: () => boolean;
};

type Limits = Pick<Route, "timeoutMs" | "streamsReply">;

type Pass = {
  readonly transit: Transit;
  readonly body: Body;
  readonly finish: (outcome: Outcome) => void;
  readonly streamsReply: boolean;
  timer?: NodeJS.Timeout;
  upstream?: ClientRequest;
  isOver: boolean;
  isRepeated: boolean;
};

/** Services keep an idle connection for 65 s; the side that sends must be the one that closes. */
const idleMs = 50_000;
/** So that a service's own word on its timeout arrives before the gateway gives up. */
const marginMs = 100;

/** More requests than `sockets` can take in a moment are too many: whoever comes then would only wait for the deadline. */
export function createLane(
  url: string,
  { sockets = 128, pending = 4 * sockets }: { readonly sockets?: number; readonly pending?: number } = {},
): Lane {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets, maxFreeSockets: 64, timeout: idleMs });
  // A Map, not a WeakMap: V8 keeps the young values of a WeakMap alive until the next full collection.
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
    isFull: () => passes.size >= pending,
    send(transit, body, { timeoutMs, streamsReply }) {
      const { request, response } = transit;
      const { promise, resolve: finish } = Promise.withResolvers<Outcome>();
      const pass: Pass = { transit, body, finish, streamsReply, isOver: false, isRepeated: false };
      pass.timer = setTimeout(() => giveUp(pass, isSent(pass) ? timedOut() : slowSender()), timeoutMs);
      response.once("close", () => {
        clearTimeout(pass.timer);
        passes.delete(request);
        pass.isOver = true;
        finish("answered");
      });
      addOurHeaders(transit, Math.max(timeoutMs - marginMs, 1));
      frame(request, body);
      passes.set(request, pass);
      void forward(request, response);
      return promise;
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

const watch =
  (passOf: (request: IncomingMessage) => Pass | undefined, forward: (transit: Transit) => void): Plugin =>
  (proxy) => {
    proxy.on("proxyReq", (upstream, request, _response, options) => {
      const pass = passOf(request);
      if (!pass) return;
      pass.upstream = upstream;
      // The proxy reads `options.buffer` after this event, and sends it instead of the client's own bytes.
      if (pass.body !== "stream") Object.assign(options, { buffer: createSource(pass.body) });
      if (pass.isOver) upstream.destroy();
    });
    proxy.on("proxyRes", (answer, request, response) => {
      const pass = passOf(request);
      if (!pass || pass.isOver) return;
      if (pass.streamsReply) letRun(pass, answer);
      toClientAnswer(answer, response);
      pass.finish(answer.statusCode === 504 && isSent(pass) ? "silent" : "answered");
    });
    proxy.on("error", (error, request) => {
      const pass = request && passOf(request);
      if (!pass || pass.isOver) return;
      if (isStaleConnection(pass, error)) {
        pass.isRepeated = true;
        forward(pass.transit);
      } else giveUp(pass, error instanceof AppError ? error : unavailable({ cause: error }));
    });
  };

/** What has begun to stream has no deadline; it ends with its client, or when this process stops. */
function letRun({ timer, upstream, transit: { response } }: Pass, answer: IncomingMessage): void {
  clearTimeout(timer);
  const isEvents = answer.headers["content-type"] === eventsType;
  const end = (): void => {
    answer.unpipe(response);
    if (isEvents) response.end();
    else response.destroy();
    upstream?.destroy();
  };
  endingOf(response, isEvents).ended.addEventListener("abort", end, { once: true });
}

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

/** Stands in for a stream: the proxy only calls its `pipe`. */
const createSource = (bytes: Uint8Array | undefined) => ({
  pipe: (upstream: ClientRequest): void => void upstream.end(bytes),
});

/** False while a streamed body is still coming: then the service waits for the sender, and its silence is not its fault. */
const isSent = ({ body, transit }: Pass): boolean => body !== "stream" || transit.request.complete;

/** Answers the client when the service does not, and destroys the request to the service. */
function giveUp(pass: Pass, error: AppError): void {
  if (pass.isOver) return;
  pass.isOver = true;
  if (pass.transit.response.headersSent) pass.transit.response.destroy();
  else refuse(pass.transit, error);
  pass.upstream?.destroy();
  pass.finish(isSent(pass) ? "silent" : "answered");
}

/** The service closed a kept connection just as it was used again; a read is idempotent, so it is repeated over a new one. */
const isStaleConnection = ({ upstream, transit, isRepeated }: Pass, error: Error): boolean =>
  !isRepeated &&
  upstream?.reusedSocket === true &&
  (transit.request.method === "GET" || transit.request.method === "HEAD") &&
  !transit.response.headersSent &&
  "code" in error &&
  (error.code === "ECONNRESET" || error.code === "EPIPE");

/** The proxy copies these headers over what the response has; `Connection` is between the client and us. */
function toClientAnswer(answer: IncomingMessage, response: ServerResponse): void {
  cleanAnswer(answer.headers);
  delete answer.headers["x-request-id"];
  answer.headers.connection =
    response.shouldKeepAlive && response.getHeader("connection") !== "close" ? "keep-alive" : "close";
}

const timedOut = () => new AppError("timeout", "service.timeout", "It took too long: try again");
