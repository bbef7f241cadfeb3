/** What the gateway answers itself: the welcome, health, and the documents with a page to try them. */
import { gatewayApi } from "@shop/contracts/gateway/own";
import { defineEndpoint, type Api, type Endpoint } from "@shop/contracts/language/endpoint";
import { createQueryParser, toQuery } from "@shop/kit/http/server/query";
import { cutUnread } from "@shop/kit/http/server/unread-answer";
import express, { type Request, type Response } from "express";
import { z } from "zod";
import { dressAnswer } from "../entry/answer.ts";
import type { Transit } from "../entry/transit.ts";
import { pageFiles, type Documents } from "./documents.ts";
import type { Body } from "../entry/receive-body.ts";
import type { Route } from "../routing/route-table.ts";
import { createDocumentFiles } from "./document-files.ts";
import type { Operation } from "./operation.ts";
import type { Health } from "./health.ts";

const partOfPage = (path: string) =>
  defineEndpoint({ method: "get", path, summary: "", access: "all", status: 200, reply: z.unknown() });

export const ownApi: Api = {
  ...gatewayApi,
  ...Object.fromEntries(
    ["page.js", ...pageFiles.map(({ name }) => name)].map((file) => [file, partOfPage(`/docs/${file}`)]),
  ),
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

/** `send` rejects with 400 `request.invalid` for a parameter of an address that has none. */
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
  const files = createDocumentFiles(documents);
  return {
    async send(transit, route, body) {
      const { request, response } = transit;
      if (!isForPeople(route)) takeNoParameter(toQuery(request.url?.split("?")[1]));
      if (route.name === nameOf(gatewayApi.getGateway)) return operation.getGateway(transit);
      if (route.name === nameOf(gatewayApi.purgeGateway)) return operation.purgeGateway(transit, body);
      const file = files.get(route.name);
      if (file) return file(transit);
      dressAnswer(transit);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      response.once("close", resolve);
      cutUnread(response);
      app(request as Request, response as Response, (error?: unknown) => reject(error));
      return promise;
    },
  };
}

const takeNoParameter = createQueryParser(z.object({}));

/** What a browser opens may have been linked to from anywhere, with anything behind its mark. */
const isForPeople = ({ name }: Route): boolean => name === "get /" || name.startsWith("get /docs");

const nameOf = ({ method, path }: Endpoint): string => `${method} ${path}`;

/** Without an `ETag`, which Express would add: what is asked of now is never answered by 304. */
function sendJson(response: Response, cacheControl: string, body: object): void {
  response
    .set("Cache-Control", cacheControl)
    .type("json")
    .end(`${JSON.stringify(body)}\n`);
}
