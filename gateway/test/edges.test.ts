/** What the gateway answers itself, and what every answer carries. */
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problemIn, startGateway, type RunningGateway } from "./gateway.ts";
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

const call = (method: string, path: string, headers: Record<string, string> = {}) =>
  fetch(gateway.url + path, { method, headers });

test.each([
  "/nothing",
  "/products/",
  "/Products",
  "/internal/quotes",
  "/docs/package.json",
  "/admin;x/users",
])("%s is a 404", async (path) => {
  const problem = { type: "application/problem+json", status: 404, code: "route.not_found" };
  expect(await problemIn(await gateway.get(path))).toEqual(problem);
});

test("another method is a 405 that says which there are", async () => {
  const response = await call("PUT", "/products");
  expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
  expect(await problemIn(response)).toMatchObject({ status: 405, code: "route.method_not_allowed" });
  expect((await call("PUT", "/health/live")).status).toBe(405);
});

test("a question with a body is a 400 where there is something to ask, else a 404 or 405", async () => {
  const statusOf = async (path: string) => {
    const { port, hostname } = new URL(gateway.url);
    const length = { "content-length": "2", "content-type": "application/json" };
    const request = httpRequest({ port, hostname, path, method: "GET", headers: length });
    request.end("{}");
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  expect(await statusOf("/products")).toBe(400);
  expect(await statusOf("/auth/login")).toBe(405);
  expect(await statusOf("/nothing")).toBe(404);
});

test("HEAD is asked of the service as HEAD and answered without a body", async () => {
  const response = await call("HEAD", "/products");
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("");
  expect(service.received.at(-1)?.method).toBe("HEAD");
});

describe("for browsers of any origin", () => {
  test("a preflight is answered here, with what our contracts read", async () => {
    const asked = service.received.length;
    const response = await call("OPTIONS", "/products", {
      origin: "https://elsewhere.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,idempotency-key",
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
    expect(response.headers.get("access-control-allow-headers")).toMatch(/Authorization.*Idempotency-Key/);
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    expect(service.received).toHaveLength(asked);
  });

  test("answers and problems can be read, and the headers that matter", async () => {
    for (const path of ["/products", "/nothing"]) {
      const { headers } = await gateway.get(path, { origin: "https://elsewhere.example" });
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-expose-headers")).toBe(
        "ETag, Allow, Link, Location, Preference-Applied, Retry-After, RateLimit, RateLimit-Policy, " +
          "Idempotency-Replayed, WWW-Authenticate, X-Request-Id",
      );
    }
  });

  test("a preflight for what does not exist lets the request come and see its 404", async () => {
    const asking = { origin: "https://elsewhere.example", "access-control-request-method": "GET" };
    expect((await call("OPTIONS", "/nothing", asking)).status).toBe(204);
  });
});

test("OPTIONS elsewhere says which methods there are", async () => {
  const response = await call("OPTIONS", "/products");
  expect(response.status).toBe(204);
  expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
  expect((await call("OPTIONS", "/nothing")).status).toBe(404);
});

test("a sane request id is kept and told to the service; another one is replaced", async () => {
  const kept = await gateway.get("/products", { "x-request-id": "order-42_a.b" });
  expect(kept.headers.get("x-request-id")).toBe("order-42_a.b");
  expect(service.received.at(-1)?.headers["x-request-id"]).toBe("order-42_a.b");
  for (const bad of ["a b", "x".repeat(200), "<script>"]) {
    const made = (await gateway.get("/products", { "x-request-id": bad })).headers.get("x-request-id");
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
    expect(service.received.at(-1)?.headers["x-request-id"]).toBe(made);
  }
});

test("a problem names its request", async () => {
  const response = await gateway.get("/nothing", { "x-request-id": "my-request" });
  expect(await response.json()).toEqual({
    type: "about:blank",
    title: "Not Found",
    status: 404,
    detail: "There is nothing at this address",
    code: "route.not_found",
    requestId: "my-request",
  });
});

test("a trace is continued with a span of our own, or begun", async () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  await gateway.get("/products", { traceparent: `00-${trace}-00f067aa0ba902b7-01`, tracestate: "a=1" });
  const continued = service.received.at(-1)?.headers;
  expect(continued?.["traceparent"]).toMatch(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  expect(continued?.["tracestate"]).toBe("a=1");

  await gateway.get("/products", { traceparent: "nonsense", tracestate: "a=1" });
  const begun = service.received.at(-1)?.headers;
  expect(begun?.["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(begun?.["tracestate"]).toBeUndefined();
});

test("every answer is told how to be treated", async () => {
  for (const path of ["/products", "/nothing", "/"]) {
    const { headers } = await gateway.get(path);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("strict-transport-security")).toContain("max-age=");
    expect(headers.get("x-powered-by")).toBeNull();
  }
});

test("the welcome says where things are", async () => {
  const welcome = (await (await gateway.get("/")).json()) as {
    name: string;
    currencies: string[];
    links: Record<string, string>;
  };
  expect(welcome.currencies).toEqual(["EUR"]);
  expect(welcome.name).toBe("SuperCoolShop");
  expect((await gateway.get(welcome.links["openapi"]!)).status).toBe(200);
});

test("health is told without asking, and with asking", async () => {
  expect(await (await gateway.get("/health/live")).json()).toEqual({ status: "ok" });
  expect(await (await gateway.get("/health/ready")).json()).toEqual({
    status: "ok",
    services: { shop: "ok" },
  });
});

test.each(["/", "/health/live", "/health/ready"])(
  "%s is told anew, whatever its reader knows",
  async (path) => {
    const { status, headers } = await gateway.get(path, { "If-None-Match": "*" });
    expect([status, headers.get("etag")]).toEqual([200, null]);
  },
);
