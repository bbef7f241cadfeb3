/** The documents, the page that shows them, and what is asked of the gateway's own addresses. */
import { soon } from "@shop/testing/soon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGateway, type RunningGateway } from "./gateway.ts";
import { startFakeService, type FakeService } from "./upstream.ts";

let service: FakeService;
let gateway: RunningGateway;

beforeAll(async () => {
  service = await startFakeService();
  gateway = await startGateway({ serviceUrl: service.url });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
});

test.each(["/health/live?a=1", "/health/ready?%ff", "/openapi.json?a=1", "/asyncapi.json?a"])(
  "%s has a parameter too many",
  async (path) => {
    const problem = {
      status: 400,
      code: "request.invalid",
      errors: [{ path: expect.stringMatching(/^query\./) }],
    };
    expect(await (await gateway.get(path)).json()).toMatchObject(problem);
  },
);

test.each(["/openapi.json", "/asyncapi.json", "/docs/swagger-ui-bundle.js"])(
  "%s comes in few bytes, once",
  async (path) => {
    const ask = (headers: Record<string, string>) => gateway.get(path, headers);
    await soon(async () =>
      expect((await ask({ "accept-encoding": "br" })).headers.get("content-encoding")).toBe("br"),
    );
    const { headers } = await ask({ "accept-encoding": "br" });
    expect(headers.get("cache-control")).toMatch(/^public, max-age=/);
    expect((await ask({ "if-none-match": headers.get("etag")!, "accept-encoding": "br" })).status).toBe(304);
    expect((await ask({ "accept-encoding": "identity" })).headers.get("content-encoding")).toBeNull();
  },
);

test.each(["/?utm_source=mail", "/docs?a=1", "/docs/page.js?v=2"])("%s is opened by people", async (path) => {
  expect((await gateway.get(path)).status).toBe(200);
});

test("the documents are served, and a page that may load what it needs", async () => {
  expect(await (await gateway.get("/openapi.json")).json()).toMatchObject({ openapi: "3.1.0" });
  expect(await (await gateway.get("/asyncapi.json")).json()).toMatchObject({ asyncapi: "3.0.0" });
  const page = await gateway.get("/docs");
  expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
  const html = await page.text();
  const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
  expect(parts).toHaveLength(4);
  for (const part of parts) expect((await gateway.get(part)).status).toBe(200);
  expect(html).not.toMatch(/<script>|https?:\/\//);
});
