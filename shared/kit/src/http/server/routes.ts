/**
 * Binds a contract to its handlers. A request is refused in this order: 404 path, 405, 401, 403, 413, 415, 400,
 * then by the handler: 404 object, 428, 412, 409.
 */
import { defaults, replyModeOf, type Api, type Endpoint } from "@shop/contracts/language/endpoint";
import { requireSound } from "@shop/contracts/language/soundness";
import { Router, type Request, type Response } from "express";
import type { Logger } from "pino";
import type { TokenVerifier } from "../../auth/tokens.ts";
import { currentContext, runInContext } from "../../process/context.ts";
import { AppError } from "../../errors.ts";
import { authorise, callerIdOf } from "./access.ts";
import { actorOf, type RecordAct, type RecordActs } from "./acting.ts";
import { sendAnswer, toAnswer, type Answer, type AnswerOnce } from "./answer.ts";
import { slowSender } from "./body.ts";
import { runUntil } from "../deadline.ts";
import { toReply, type Handlers, type Meta } from "./handlers.ts";
import { readPrecondition } from "./precondition.ts";
import { readWait } from "./prefer.ts";
import { methodNotAllowed } from "./refusals.ts";
import { visitOf } from "./cookies.ts";
import { createContext } from "./request-context.ts";
import { createRequestReader } from "./request.ts";
import { createSerializer } from "./serializer.ts";
import { createStreaming, type SendRest } from "./streaming.ts";

type Handle = (input: object) => Promise<unknown>;

export type RouteDeps = {
  readonly verify: TokenVerifier;
  /** For an endpoint's name; needed when one of the contract is idempotent. */
  readonly answerOnce?: ((endpoint: string) => AnswerOnce) | undefined;
  /** Needed when an endpoint of the contract is an act. */
  readonly recordActs?: RecordActs | undefined;
  readonly log: Logger;
};

/** Throws when the contract leaves open who may call an endpoint, or contradicts itself. */
export function createRoutes<A extends Api>({
  api,
  handlers,
  ...deps
}: RouteDeps & { readonly api: A; readonly handlers: Handlers<A> }): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const endpoints = Object.entries<Endpoint>(api).toSorted(([, a], [, b]) => comparePaths(a.path, b.path));
  for (const [, group] of Map.groupBy(endpoints, ([, { path }]) => shapeOf(path))) {
    for (const [name, endpoint] of group) {
      requireSound(name, endpoint);
      const handle = handlers[name] as unknown as Handle;
      const answerOnce = endpoint.idempotent ? deps.answerOnce?.(name) : undefined;
      const recordAct =
        typeof endpoint.act === "object" ? deps.recordActs?.(endpoint, endpoint.act) : undefined;
      const own = { ...deps, answerOnce, recordAct };
      router[endpoint.method](endpoint.path, createRoute(name, endpoint, handle, own));
    }
    refuseOtherMethods(
      router,
      group.map(([, endpoint]) => endpoint),
    );
  }
  return router;
}

/** `/products/import` before `/products/:id`: a word in the path is stronger than a parameter, and nobody's id. */
const comparePaths = (a: string, b: string): number => {
  const [left, right] = [shapeOf(a), shapeOf(b)];
  return left < right ? -1 : Number(left > right);
};

/** The path without the names of its parameters; `~` sorts behind every letter. */
const shapeOf = (path: string): string => path.replaceAll(/:[^/]+/g, "~");

function refuseOtherMethods(router: Router, endpoints: readonly Endpoint[]): void {
  const methods = endpoints.flatMap(({ method }) =>
    method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()],
  );
  router.all(endpoints[0]!.path, (request) => {
    throw methodNotAllowed(request.method, methods.join(", "));
  });
}

function createRoute(
  name: string,
  endpoint: Endpoint,
  handle: Handle,
  {
    verify,
    answerOnce,
    recordAct,
    log,
  }: Pick<RouteDeps, "verify" | "log"> & {
    readonly answerOnce: AnswerOnce | undefined;
    readonly recordAct: RecordAct | undefined;
  },
) {
  const read = createRequestReader(endpoint);
  const mode = replyModeOf(endpoint);
  const serialize = mode === "json" && endpoint.status !== 204 ? createSerializer(endpoint.reply) : undefined;
  const stream = mode === "stream" ? createStreaming(endpoint, log) : undefined;
  if (endpoint.idempotent && !answerOnce)
    throw new Error(`The endpoint ${name} is idempotent: it needs idempotency keys`);
  if (typeof endpoint.act === "object" && !recordAct)
    throw new Error(`The endpoint ${name} is an act: it needs somebody who records it`);

  /** Answers what is still to be sent when the time for the answer no longer counts. */
  const work = async (request: Request, response: Response, meta: Meta): Promise<SendRest | undefined> => {
    const user = await authorise(endpoint, request, verify);
    const caller = callerIdOf(user);
    response.locals["caller"] = caller;
    const { rawBody, ...received } = await read(request, meta.msLeft());
    const expect = readPrecondition(request.headers["if-match"], endpoint.ifMatch);
    const wait = readWait(request.get("prefer"), endpoint.maxWaitS);
    const waitMs = Math.max(0, Math.min(wait.ms, meta.msLeft() - 500));
    const visit = endpoint.cookies ? visitOf(request) : undefined;
    const input = { ...received, headers: request.headers, user, visit, expect, waitMs, meta };
    if (stream) return stream(request, response, (more) => handle({ ...input, ...more }));
    const answerTo = async (more: object): Promise<Answer> =>
      toAnswer(endpoint, serialize, toReply(await handle({ ...input, ...more })), request);
    const actor = actorOf(user);
    const run = (more: object): Promise<Answer> =>
      recordAct && actor !== undefined
        ? recordAct({ ...received, actor }, () => answerTo(more))
        : answerTo(more);

    const runOnce = (once: AnswerOnce): Promise<Answer> => {
      const header = request.get("idempotency-key");
      const { method, path } = request;
      const repeatable = { header, caller: caller ?? "", method, path, body: rawBody, msLeft: meta.msLeft };
      return once(repeatable, (idempotency) => run({ idempotency }));
    };
    const answer = await (answerOnce ? runOnce(answerOnce) : run({}));
    sendAnswer(endpoint, answer, request, response, wait.headers);
    return undefined;
  };

  return async (request: Request, response: Response): Promise<void> => {
    response.locals["endpoint"] = name;
    const outer = currentContext() ?? createContext(request);
    const endsAt = performance.now() + Math.min(endpoint.timeoutMs ?? defaults.timeoutMs, outer.msLeft());
    const msLeft = () => endsAt - performance.now();
    const { requestId, traceparent } = outer;
    const caller = { address: request.ip ?? "", userAgent: request.get("user-agent") ?? "" };
    const sendRest = await runInContext({ requestId, traceparent, msLeft }, () =>
      runUntil(
        msLeft(),
        (deadline) => work(request, response, { ...caller, deadline, msLeft }),
        (error) => log.warn({ err: error, endpoint: name }, "Failed after its time was over"),
      ),
    ).catch((error: unknown) => {
      if (endpoint.cache && isMissing(error)) response.setHeader(...keptMissing);
      // Whoever has not sent all of it kept us waiting, and not the other way round.
      throw isTimeout(error) && !request.complete ? slowSender() : error;
    });
    if (sendRest) await runInContext({ requestId, traceparent, msLeft: () => Infinity }, sendRest);
  };
}

/** Tells the gateway that it may keep this 404 for everybody; browsers may not. */
export const keptMissing = ["Surrogate-Control", "max-age=10"] as const;

const isMissing = (error: unknown): boolean => error instanceof AppError && error.kind === "not_found";

const isTimeout = (error: unknown): boolean => error instanceof AppError && error.kind === "timeout";
