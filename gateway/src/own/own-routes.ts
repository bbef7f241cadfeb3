/** What the gateway answers itself: the welcome, health, and the documents with a page to try them. */
import { gatewayApi } from "@shop/contracts/gateway/own";
import { defineEndpoint, type Api, type Endpoint } from "@shop/contracts/language/endpoint";
import { AppError } from "@shop/kit/errors";
import { cutUnread } from "@shop/kit/http/server/unread-answer";
import express, { type Request, type Response } from "express";
import { z } from "zod";
import { dressAnswer } from "../entry/answer.ts";
import type { Transit } from "../entry/transit.ts";
import { page, pageFiles, pageFolder, pagePolicy, pageScript, type Documents } from "./documents.ts";
import type { Body } from "../entry/receive-body.ts";
import type { Route } from "../routing/route-table.ts";
import type { Operation } from "./operation.ts";
import type { Health } from "./health.ts";

const partOfPage = (path: string) =>
  defineEndpoint({ method: "get", path, summary: "", access: "all", status: 200, reply: z.unknown() });

export const ownApi: Api = {
  ...gatewayApi,
  ...Object.fromEntries(["page.js", ...pageFiles].map((file) => [file, partOfPage(`/docs/${file}`)])),
};

const welcome = {
  name: "SuperCoolShop",
  version: "0.1.0",
  links: {
    docs: "/docs",
    openapi: "/openapi.json",
    asyncapi: "/asyncapi.json",
    health: "/health/ready",
    products: "/products",
    categories: "/categories",
  },
};

/** `send` rejects with 412 and 416 where a file's conditions or ranges are not met. */
export type OwnRoutes = {
  readonly send: (transit: Transit, route: Route, body: Body) => Promise<void>;
};

export function createOwnRoutes({
  health,
  documents,
  operation,
  currencies,
}: {
  health: () => Promise<Health<string>>;
  documents: Documents;
  operation: Operation;
  /** What the shop sells in; the first is its own. */
  currencies: readonly string[];
}): OwnRoutes {
  const app = express();
  app.disable("x-powered-by");
  app.enable("case sensitive routing");
  app.enable("strict routing");
  app.set("query parser", "simple");

  app.get("/", (_request, response) => sendJson(response, "max-age=60", { ...welcome, currencies }));
  app.get("/health/live", (_request, response) => sendJson(response, "no-store", { status: "ok" }));
  app.get("/health/ready", async (_request, response) => {
    sendJson(response, "no-store", await health());
  });
  app.get("/openapi.json", (_request, response) => void response.type("json").send(documents.openapi));
  app.get("/asyncapi.json", (_request, response) => void response.type("json").send(documents.asyncapi));
  app.get("/docs", (_request, response) => {
    response.set("Content-Security-Policy", pagePolicy).type("html").send(page);
  });
  app.get("/docs/page.js", (_request, response) => void response.type("js").send(pageScript));
  for (const file of pageFiles)
    app.get(`/docs/${file}`, (_request, response) => {
      response.sendFile(file, { root: pageFolder, maxAge: "1d" });
    });
  return {
    async send(transit, route, body) {
      const { request, response } = transit;
      if (route.name === nameOf(gatewayApi.getGateway)) return operation.getGateway(transit);
      if (route.name === nameOf(gatewayApi.purgeGateway)) return operation.purgeGateway(transit, body);
      dressAnswer(transit);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      response.once("close", resolve);
      cutUnread(response);
      app(request as Request, response as Response, (error?: unknown) => reject(toRefusal(error)));
      return promise;
    },
  };
}

const nameOf = ({ method, path }: Endpoint): string => `${method} ${path}`;

/** Without an `ETag`, which Express would add: what is asked of now is never answered by 304. */
function sendJson(response: Response, cacheControl: string, body: object): void {
  response
    .set("Cache-Control", cacheControl)
    .type("json")
    .end(`${JSON.stringify(body)}\n`);
}

/** Express's file sender judges conditions and ranges; its 412 and 416 become the gateway's problems. */
function toRefusal(error: unknown): unknown {
  const { status, headers } = (error ?? {}) as { status?: number; headers?: Record<string, string> };
  if (status === 412)
    return new AppError("precondition_failed", "request.precondition_failed", "The file has changed since");
  if (status === 416)
    return new AppError("unsatisfiable_range", "request.bad_range", "The file has no such part", {
      headers: headers ?? {},
    });
  return error;
}
