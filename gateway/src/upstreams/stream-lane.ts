/**
 * The way of streamed bodies and answers to one instance of a service: http-proxy-middleware on a keep-alive agent,
 * with what it lacks: a deadline, clean answers, and a word of ours for every failure.
 */
import type { ClientRequest, IncomingMessage } from "node:http";
import { eventsType } from "@shop/contracts/language/endpoint";
import { AppError } from "@shop/kit/errors";
import { slowSender } from "@shop/kit/http/server/body";
import { unavailable } from "@shop/kit/http/server/refusals";
import { onEnd } from "@shop/kit/http/server/stream-end";
import { cutUnread } from "@shop/kit/http/server/unread-answer";
import { Agent } from "@shop/kit/net/http";
import { createProxyMiddleware, type Plugin, type RequestHandler } from "http-proxy-middleware";
import { beginAnswer, refuse } from "../entry/answer.ts";
import type { Body } from "../entry/receive-body.ts";
import { addOurHeaders, type Transit } from "../entry/transit.ts";
import { silenceOf, type Outcome } from "./breaker.ts";
import { toAnswerFields } from "./fields.ts";
import { tell, type News } from "./news.ts";
import { createSource, frame } from "./stream-body.ts";
import { idleMs, isUnsent, marginMs, timedOut } from "./terms.ts";

export type StreamEnd = {
  readonly outcome: Outcome;
  /** Nobody has answered the client: the instance was not reached, for this reason. Another one may be. */
  readonly unsent?: AppError;
};

export type StreamLane = Disposable & {
  /**
   * Answers the client. Resolves once the answer has begun, the client has left, or the deadline has passed; never
   * rejects. `onClose` is called when the client has its answer or has left.
   */
  readonly send: (transit: Transit, body: Body, news: News, onClose: () => void) => Promise<StreamEnd>;
};

type Pass = {
  readonly transit: Transit;
  readonly body: Body;
  readonly news: News;
  readonly finish: (end: StreamEnd) => void;
  timer?: NodeJS.Timeout;
  upstream?: ClientRequest;
  isOver: boolean;
  isRepeated: boolean;
};

export function createStreamLane(url: string, sockets: number): StreamLane {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets, maxFreeSockets: 64, timeout: idleMs });
  // A Map, not a WeakMap: V8 keeps the young values of a WeakMap alive until the next full collection.
  const passes = new Map<IncomingMessage, Pass>();

  const forward: RequestHandler = createProxyMiddleware({
    target: new URL(url),
    agent,
    changeOrigin: true,
    pathFilter: () => true,
    ejectPlugins: true,
    // The answer is passed on here.
    selfHandleResponse: true,
    plugins: [
      watch(
        (request) => passes.get(request),
        ({ request, response }) => void forward(request, response),
      ),
    ],
  });

  return {
    send(transit, body, news, onClose) {
      const { request, response } = transit;
      const { timeoutMs } = news.route;
      const { promise, resolve: finish } = Promise.withResolvers<StreamEnd>();
      const pass: Pass = { transit, body, news, finish, isOver: false, isRepeated: false };
      // The proxy adds several of its own, for each try.
      response.setMaxListeners(50);
      pass.timer = setTimeout(() => giveUp(pass, isSent(pass) ? timedOut() : slowSender()), timeoutMs);
      response.once("close", () => {
        clearTimeout(pass.timer);
        passes.delete(request);
        pass.isOver = true;
        finish({ outcome: "unknown" });
        onClose();
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
    proxy.on("proxyRes", (answer, request) => {
      const pass = passOf(request);
      if (!pass || pass.isOver) return;
      const { statusCode: status = 502, headers } = answer;
      const held = tell(pass.news, status, headers);
      if (held) void letThroughAfter(held, pass, answer);
      else letThrough(pass, answer);
      pass.finish({ outcome: status === 504 && isSent(pass) ? "silent" : "answered" });
    });
    proxy.on("error", (error, request) => {
      const pass = request && passOf(request);
      if (!pass || pass.isOver) return;
      if (isStaleConnection(pass, error)) {
        pass.isRepeated = true;
        forward(pass.transit);
      } else if (pass.body !== "stream" && isUnsent(error)) {
        pass.isOver = true;
        clearTimeout(pass.timer);
        pass.finish({ outcome: silenceOf(error), unsent: unavailable({ cause: error }) });
      } else {
        const refusal = error instanceof AppError ? error : unavailable({ cause: error });
        giveUp(pass, refusal, isUnsent(error));
      }
    });
  };

async function letThroughAfter(held: Promise<void>, pass: Pass, answer: IncomingMessage): Promise<void> {
  await held;
  letThrough(pass, answer);
}

function letThrough(pass: Pass, answer: IncomingMessage): void {
  const { response } = pass.transit;
  const { statusCode: status = 502, headers } = answer;
  if (pass.isOver || response.destroyed) return;
  // Not before there is a body: one that never comes can still become a problem.
  let hasBegun = false;
  const begin = (): void => {
    if (!hasBegun) beginAnswer(pass.transit, status, toAnswerFields(pass.news.route, status, headers));
    hasBegun = true;
  };
  answer.once("data", begin).once("end", begin);
  answer.once("end", () => clearTimeout(pass.timer)).pipe(response);
  cutUnread(response);
  if (pass.news.route.streamsReply) letRun(pass, answer, begin);
}

/** What has begun to stream has no deadline; it ends with its client, or when this process stops. */
function letRun(
  { timer, upstream, transit: { response } }: Pass,
  answer: IncomingMessage,
  begin: () => void,
): void {
  clearTimeout(timer);
  const isEvents = answer.headers["content-type"] === eventsType;
  const end = (): void => {
    answer.unpipe(response);
    if (isEvents) {
      if (!response.headersSent) begin();
      response.end();
    } else response.destroy();
    upstream?.destroy();
  };
  onEnd(response, isEvents, end);
}

/** False while a streamed body is still coming: then the service waits for the sender, and its silence is not its fault. */
const isSent = ({ body, transit }: Pass): boolean => body !== "stream" || transit.request.complete;

/** Answers the client when the service does not, and destroys the request to the service. */
function giveUp(pass: Pass, error: AppError, isAway = false): void {
  if (pass.isOver) return;
  pass.isOver = true;
  if (pass.transit.response.headersSent) pass.transit.response.destroy();
  else refuse(pass.transit, error);
  pass.upstream?.destroy();
  pass.finish({ outcome: isAway || isSent(pass) ? silenceOf(error.cause) : "unknown" });
}

/** The service closed a kept connection just as it was used again; a read is idempotent, so it is repeated over a new one. */
const isStaleConnection = ({ upstream, transit, isRepeated }: Pass, error: Error): boolean =>
  !isRepeated &&
  upstream?.reusedSocket === true &&
  (transit.request.method === "GET" || transit.request.method === "HEAD") &&
  !transit.response.headersSent &&
  "code" in error &&
  (error.code === "ECONNRESET" || error.code === "EPIPE");
