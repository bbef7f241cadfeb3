/** What the gateway answers itself: the welcome, health, and the documents with a page to try them. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { defineEndpoint, type Api } from "@shop/contracts/contract";
import { gatewayApi } from "@shop/contracts/gateway";
import { AppError } from "@shop/kit/errors";
import express, { type Request, type Response } from "express";
import { z } from "zod";
import type { Exchange } from "./exchange.ts";
import type { Health } from "./health.ts";

const partOfPage = (path: string) =>
  defineEndpoint({ method: "get", path, summary: "", access: "all", status: 200, reply: z.unknown() });

const pageFiles = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

/** Found, not imported: the package would load all of its page into this process. */
const pageFolder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));

export const ownApi: Api = {
  ...gatewayApi,
  ...Object.fromEntries(["page.js", ...pageFiles].map((file) => [file, partOfPage(`/docs/${file}`)])),
};

/** Styles are written by the page's own script; everything else is from here. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>SuperCoolShop API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="page"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/page.js"></script>
  </body>
</html>
`;

/** The document names the shop of the README, for tools; what is tried on the page is tried on the shop it came from. */
const pageScript = `const here = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (update) => (document) => update({ ...document, servers: [{ url: location.origin }] }),
      },
    },
  },
});
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#page", deepLinking: true, persistAuthorization: true, plugins: [here] });
`;

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

export type OwnRoutes = { readonly send: (exchange: Exchange) => Promise<void> };

/** The documents are read once; `npm run docs` writes them. */
export async function createOwnRoutes({
  health,
  documents = new URL("../../docs/", import.meta.url),
}: {
  health: () => Promise<Health<string>>;
  documents?: URL;
}): Promise<OwnRoutes> {
  const [openapi, asyncapi] = await Promise.all(
    ["openapi.json", "asyncapi.json"].map((file) => readFile(new URL(file, documents))),
  );
  const app = express();
  app.disable("x-powered-by");
  app.enable("case sensitive routing");
  app.enable("strict routing");
  app.set("query parser", "simple");

  app.get("/", (_request, response) => sendJson(response, "max-age=60", welcome));
  app.get("/health/live", (_request, response) => sendJson(response, "no-store", { status: "ok" }));
  app.get("/health/ready", async (_request, response) => {
    sendJson(response, "no-store", await health());
  });
  app.get("/openapi.json", (_request, response) => void response.type("json").send(openapi));
  app.get("/asyncapi.json", (_request, response) => void response.type("json").send(asyncapi));
  app.get("/docs", (_request, response) => {
    response.set("Content-Security-Policy", pagePolicy).type("html").send(page);
  });
  app.get("/docs/page.js", (_request, response) => void response.type("js").send(pageScript));
  for (const file of pageFiles)
    app.get(`/docs/${file}`, (_request, response) => {
      response.sendFile(file, { root: pageFolder, maxAge: "1d" });
    });
  return {
    send({ request, response }) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      response.once("close", resolve);
      app(request as Request, response as Response, (error?: unknown) => reject(toRefusal(error)));
      return promise;
    },
  };
}

function sendJson(response: Response, cacheControl: string, body: object): void {
  response
    .set("Cache-Control", cacheControl)
    .type("json")
    .send(`${JSON.stringify(body)}\n`);
}

/** A file's conditions and ranges are judged by who sends it; its refusals are the client's, not our failures. */
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
