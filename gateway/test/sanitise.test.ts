/** What of a request reaches a service: each line of what the proxy would let through by itself. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { lanes, startGateway, statusesOf, type RunningGateway } from "./gateway.ts";
import { answerJson, startFakeService, type FakeService } from "./upstream.ts";

describe.each(lanes)("by the lane for $lane:", ({ upstream }) => {
  let service: FakeService;
  let gateway: RunningGateway;

  beforeAll(async () => {
    service = await startFakeService();
    gateway = await startGateway({ serviceUrl: service.url, upstream });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
  });
  afterEach(() => {
    service.received.length = 0;
    service.answer = answerJson;
  });

  const send = (...headers: string[]) =>
    gateway.raw("GET /products HTTP/1.1", "Host: shop.example", "Connection: close", ...headers, "", "");
  const namesAtService = () =>
    service.received[0]?.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());

  const forged = [
    "X-User-Id: admin",
    "x-USER-role: admin",
    "X-User: admin",
    "X-Internal-Caller: order",
    "X-Internal: 1",
    "X-Request-Deadline: 999999",
    "X-Real-IP: 6.6.6.6",
    "Forwarded: for=6.6.6.6",
    "Surrogate-Key: a",
  ];

  test("headers that we give a meaning to are ours alone", async () => {
    const more = ["X-Forwarded-For: 6.6.6.6", "X-Forwarded-Host: evil.example", "X-Forwarded-Port: 1"];
    expect(statusesOf(await send(...forged, ...more))).toEqual(["200"]);
    const { headers } = service.received[0]!;
    expect(headers).toMatchObject({
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": "shop.example",
    });
    expect(Number(headers["x-request-deadline"])).toBeLessThanOrEqual(10_000);
    for (const name of ["x-user-id", "x-user-role", "x-user", "x-internal-caller", "x-internal", "x-real-ip"])
      expect(namesAtService()).not.toContain(name);
    for (const name of ["forwarded", "surrogate-key", "x-forwarded-port"])
      expect(namesAtService()).not.toContain(name);
  });

  test("Expect does not carry forged headers past the sanitiser", async () => {
    expect(statusesOf(await send(...forged, "Expect: 100-continue"))).toContain("200");
    expect(namesAtService()).not.toContain("x-user-id");
    expect(namesAtService()).not.toContain("expect");
    expect(namesAtService()).toContain("x-request-id");
  });

  test("an expectation nobody knows is no reason to refuse", async () => {
    expect(statusesOf(await send("Expect: 200-ok"))).toEqual(["200"]);
  });

  test("what Connection lists is removed before ours is added, and hop-by-hop headers stay here", async () => {
    const answer = await gateway.raw(
      "GET /products HTTP/1.1",
      "Host: shop.example",
      "Connection: close, X-Secret, X-Request-Id",
      "X-Secret: 1",
      "Keep-Alive: timeout=5",
      "Proxy-Connection: keep-alive",
      "Proxy-Authorization: Basic eDp5",
      "TE: trailers",
      "Trailer: X-After",
      "Upgrade: h2c",
      "X-Kept: yes",
      "",
      "",
    );
    expect(statusesOf(answer)).toEqual(["200"]);
    const names = namesAtService();
    for (const name of [
      "x-secret",
      "keep-alive",
      "proxy-connection",
      "proxy-authorization",
      "te",
      "trailer",
      "upgrade",
    ])
      expect(names).not.toContain(name);
    expect(names).toEqual(
      expect.arrayContaining(["x-kept", "x-request-id", "x-forwarded-for", "traceparent"]),
    );
  });

  test("a service's answer does not tell how it is made, and its connection is its own", async () => {
    service.answer = (_request, response) => {
      response.writeHead(200, {
        Connection: "keep-alive, X-Hop",
        "X-Hop": "1",
        "Keep-Alive": "timeout=65",
        Server: "secret/1.0",
        "X-Powered-By": "secret",
        "Surrogate-Key": "product:1",
        "Proxy-Authenticate": "Basic",
        "X-Request-Id": "of-the-service",
        ETag: '"1"',
      });
      response.end("{}");
    };
    const { headers } = await gateway.get("/products", { "x-request-id": "of-the-client" });
    for (const name of ["x-hop", "server", "x-powered-by", "surrogate-key", "proxy-authenticate"])
      expect(headers.get(name)).toBeNull();
    expect(headers.get("keep-alive")).not.toBe("timeout=65");
    expect(headers.get("x-request-id")).toBe("of-the-client");
    expect(headers.get("etag")).toBe('"1"');
  });

  describe("is refused with one problem and does not reach the service:", () => {
    const close = "Connection: close";
    test.each([
      ["a header name with an underscore", ["GET /products HTTP/1.1", "Host: a", close, "X_User_Id: admin"]],
      ["a header name with a dot", ["GET /products HTTP/1.1", "Host: a", close, "X.User.Id: admin"]],
      ["two Hosts", ["GET /products HTTP/1.1", "Host: a", "Host: b", close]],
      ["no Host", ["GET /products HTTP/1.1", close]],
      ["a Host that is none", ["GET /products HTTP/1.1", "Host: a/b@c", close]],
      ["an absolute target of no host", ["GET http:///products HTTP/1.1", "Host: a", close]],
      ["an absolute target with a user", ["GET http://me@shop/products HTTP/1.1", "Host: a", close]],
      ["a network path", ["GET //evil.example/products HTTP/1.1", "Host: a", close]],
      ["dots in disguise", ["GET /products/%2e%2e/admin/users HTTP/1.1", "Host: a", close]],
      ["a slash in disguise", ["GET /admin%2fusers HTTP/1.1", "Host: a", close]],
      ["a backslash", ["GET /products\\..\\admin HTTP/1.1", "Host: a", close]],
      ["a NUL", ["GET /products/%00 HTTP/1.1", "Host: a", close]],
      ["an asterisk", ["GET * HTTP/1.1", "Host: a", close]],
      ["two lengths", ["POST /orders HTTP/1.1", "Host: a", close, "Content-Length: 1", "Content-Length: 2"]],
      [
        "length and chunks",
        ["POST /orders HTTP/1.1", "Host: a", "Content-Length: 1", "Transfer-Encoding: chunked"],
      ],
      ["a folded header", ["GET /products HTTP/1.1", "Host: a", "X-A: 1", " folded"]],
      ["chunks on GET", ["GET /products/1 HTTP/1.1", "Host: a", close, "Transfer-Encoding: chunked"]],
      [
        "101 headers",
        ["GET /products HTTP/1.1", "Host: a", close, ...Array.from({ length: 99 }, (_, i) => `X-${i}: 1`)],
      ],
      ["a request that is none", ["HELLO"]],
    ])("%s", async (_what, lines) => {
      const answer = await gateway.raw(...lines, "", "");
      expect(statusesOf(answer)).toEqual(["400"]);
      expect(answer).toContain("application/problem+json");
      expect(answer).toMatch(/"code":"request\.[a-z_]+"/);
      expect(answer).toMatch(/X-Request-Id: /i);
      expect(service.received).toEqual([]);
    });
  });

  test("headers that are too large are refused", async () => {
    const answer = await send(`X-Large: ${"x".repeat(20_000)}`);
    expect(statusesOf(answer)).toEqual(["431"]);
    expect(answer).toContain("application/problem+json");
  });

  test("the path that is judged is the path that is forwarded", async () => {
    await gateway.get("/%70roducts/%36%36432?q=%2F%2e%2e");
    expect(service.received[0]?.url).toBe("/products/66432?q=%2F%2e%2e");
  });

  test("a chunk cannot hide a second request", async () => {
    const hidden = "GET /admin/users HTTP/1.1\r\nHost: a\r\n\r\n";
    const lines = ["POST /orders HTTP/1.1", "Host: a", "Connection: close", "Transfer-Encoding: chunked", ""];
    const answer = await gateway.raw(...lines, hidden.length.toString(16), hidden, "0", "", "");
    expect(statusesOf(answer)).toEqual(["200"]);
    expect(service.received.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
      { method: "POST", url: "/orders", body: hidden },
    ]);
  });

  test("a service never learns a Host of the client's making but in X-Forwarded-Host", async () => {
    await send();
    expect(`http://${service.received[0]?.headers.host}`).toBe(service.url);
  });
});
