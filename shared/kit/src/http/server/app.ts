/** A service as an Express app: context, health, the contract's routes, and a problem for everything else. */
import type { Api } from "@shop/contracts/language/endpoint";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import type { Logger } from "pino";
import { currentContext } from "../../process/context.ts";
import type { AppError } from "../../errors.ts";
import type { Handlers } from "./handlers.ts";
import { answerHealth } from "./health.ts";
import { sendErrorPage, type WritePage } from "./page.ts";
import { sendProblem, toAppError } from "./problem.ts";
import { toQuery } from "./query.ts";
import { nothingHere } from "./refusals.ts";
import { requestContext } from "./request-context.ts";
import { createRoutes, keptMissing, type RouteDeps } from "./routes.ts";

export function createServiceApp<A extends Api>({
  health,
  writeErrorPage,
  ...routes
}: RouteDeps & {
  readonly api: A;
  readonly handlers: Handlers<A>;
  readonly health: { readonly isReady: () => boolean };
  /** Of a service for people: its errors are pages. */
  readonly writeErrorPage?: WritePage | undefined;
}): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.enable("case sensitive routing");
  app.enable("strict routing");
  app.set("query parser", toQuery);
  // The gateway stands in front and sets X-Forwarded-For itself.
  app.set("trust proxy", 1);
  app.use(requestContext(routes.log));
  app.use((request, response, next) => {
    if (!answerHealth(request, response, health.isReady)) next();
  });
  app.use(createRoutes<A>(routes));
  app.use(refuseUnknownPath);
  app.use(answerError(routes.log, writeErrorPage));
  return app;
}

const refuseUnknownPath: RequestHandler = () => {
  throw nothingHere();
};

const answerError =
  (log: Logger, writePage: WritePage | undefined): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const known = toAppError(error);
    const isGone = response.destroyed || request.readableAborted;
    const level = isGone ? "debug" : levelOf(known);
    log[level]({ err: error, method: request.method, path: request.path }, "Request not served");
    if (!isGone) response.locals["code"] = known?.code ?? "internal";
    const requestId = currentContext()?.requestId ?? "";
    const isSent = writePage
      ? sendErrorPage(response, error, requestId, writePage)
      : sendProblem(response, error, requestId, isForGateway);
    if (!isSent) response.destroy();
  };

const isForGateway = (name: string): boolean => name === keptMissing[0].toLowerCase();

/** The stack of what is our own fault is for the log; a refusal is told by the request's line already. */
const levelOf = (known: AppError | undefined): "error" | "warn" | "debug" => {
  if (!known) return "error";
  return known.kind === "unavailable" || known.kind === "timeout" ? "warn" : "debug";
};
