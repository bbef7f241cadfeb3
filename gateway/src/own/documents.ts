/** The API's documents, and the page that shows them and tries them (Swagger UI). */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";

export type Documents = { readonly openapi: Buffer; readonly asyncapi: Buffer };

/** What `npm run docs` has written, read once. Throws when it is not there. */
export async function readDocuments(folder = new URL("../../../docs/", import.meta.url)): Promise<Documents> {
  const [openapi, asyncapi] = await Promise.all([
    readFile(new URL("openapi.json", folder)),
    readFile(new URL("asyncapi.json", folder)),
  ]);
  return { openapi, asyncapi };
}

export const pageFiles = [
  { name: "swagger-ui.css", type: "text/css; charset=utf-8" },
  { name: "swagger-ui-bundle.js", type: "text/javascript; charset=utf-8" },
  { name: "favicon-32x32.png", type: "image/png" },
] as const;

/** Resolved, not imported: the package would load all of its page into this process. */
export const pageFolder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));

/** Swagger UI writes styles into the page; everything else comes from this gateway. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export const page = `<!doctype html>
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

/** Requests from the page go to the gateway that served it, not to the server that the document names for other tools. */
export const pageScript = `const here = () => ({
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
