/** A request on its way to a service and back, when the service, the client or the connection fails. */
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { soon } from "@shop/testing/soon";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lanes, problemIn, startGateway, statusesOf, type RunningGateway } from "./gateway.ts";
import { answerJson, startFakeService, type FakeService } from "./upstream.ts";

describe.each(lanes)("by the lane for $lane:", ({ upstream }) => {
  let service: FakeService;
  let gateway: RunningGateway;

  beforeEach(async () => {
    service = await startFakeService();
    gateway = await startGateway({ serviceUrl: service.url, upstream });
  });
  afterEach(async () => {
    await gateway[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
  });

  const silence = () => undefined;
  const untilReceived = (count = 1) => soon(() => expect(service.received).toHaveLength(count));

  test("a service that hangs is given up at the route's deadline, and let go", async () => {
    service.answer = silence;
    const startedAt = performance.now();
    const response = await gateway.get("/slow");
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(295);
    expect(await problemIn(response)).toEqual({
      type: "application/problem+json",
      status: 504,
      code: "service.timeout",
    });
    await soon(() => expect(service.received[0]?.isAborted).toBe(true));
    const allowed = Number(service.received[0]?.headers["x-request-deadline"]);
    expect(allowed).toBeGreaterThan(0);
    expect(allowed).toBeLessThanOrEqual(200);
  });

  test("an answer that begins and then hangs is cut at the deadline, not ended as if it were whole", async () => {
    service.answer = (_request, response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("half");
    };
    const response = await gateway.get("/slow");
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
  });

  test("an answer that breaks off is cut, not ended as if it were whole", async () => {
    service.answer = (_request, response) => {
      response.write("half");
      setTimeout(() => response.destroy(), 150);
    };
    const response = await gateway.get("/products");
    await expect(response.text()).rejects.toThrow("terminated");
  });

  test("a body that does not come is a 408 that no service hears of, and its connection ends soon after", async () => {
    const startedAt = performance.now();
    const answer = await gateway.raw("POST /slow HTTP/1.1", "Host: a", "Content-Length: 1000", "", "{");
    expect(statusesOf(answer)).toEqual(["408"]);
    expect(answer).toContain('"code":"request.body_timeout"');
    expect(answer).toContain("Connection: close");
    expect(service.received).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });

  test("a body that breaks in the middle is a 400 that says that its connection ends", async () => {
    const lines = ["POST /orders HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "zz", ""];
    const answer = await gateway.raw(...lines);
    expect(statusesOf(answer)).toEqual(["400"]);
    expect(answer).toContain("Connection: close");
  });

  test("an upload that goes on after its answer is cut", async () => {
    const startedAt = performance.now();
    const lines = ["POST /products/import HTTP/1.1", "Host: a", "Content-Length: 1000", "", "{"];
    expect(statusesOf(await gateway.raw(...lines))).toEqual(["200"]);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });

  test("a connection that is reset before an answer is a 503", async () => {
    service.answer = (incoming) => incoming.socket.destroy();
    const response = await fetch(`${gateway.url}/orders`, { method: "POST", body: "{}" });
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await problemIn(response)).toMatchObject({ status: 503, code: "service.unavailable" });
    expect(service.received).toHaveLength(1);
  });

  test("a read on a kept connection that the service closed just then is repeated, once; a write is not", async () => {
    await (await gateway.get("/products")).text();
    let resets = 1;
    service.answer = (incoming, response) => {
      if (resets-- > 0) incoming.socket.destroy();
      else answerJson(incoming, response);
    };
    expect((await gateway.get("/products")).status).toBe(200);
    expect(service.received).toHaveLength(3);

    resets = 1;
    expect((await fetch(`${gateway.url}/orders`, { method: "POST", body: "{}" })).status).toBe(503);
    expect(service.received).toHaveLength(4);
  });

  test("a problem instead of a body that never came has nothing of the answer that had begun", async () => {
    service.answer = (_, response) => response.writeHead(200, { "Content-Encoding": "gzip" }).flushHeaders();
    const response = await gateway.get("/slow");
    expect(await problemIn(response)).toMatchObject({ status: 504, code: "service.timeout" });
    expect(response.headers.get("content-encoding")).toBeNull();
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  test("a failure that the service tells of is its own word", async () => {
    service.answer = (_request, response) => {
      response.writeHead(500, { "Content-Type": "application/problem+json" });
      response.end('{"code":"internal"}');
    };
    const response = await gateway.get("/products");
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ code: "internal" });
  });

  test("a client that leaves takes its request with it", async () => {
    service.answer = silence;
    const left = new AbortController();
    const asking = fetch(`${gateway.url}/products`, { signal: left.signal });
    await untilReceived();
    left.abort();
    await expect(asking).rejects.toThrow("abort");
    await vi.waitFor(() => expect(service.received[0]?.isAborted).toBe(true), 5_000);
  });

  test("a client that leaves in the middle of its upload takes its request with it", async () => {
    service.answer = silence;
    const socket = connect(gateway.port, "127.0.0.1");
    socket.write("POST /products/import HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
    await untilReceived();
    socket.destroy();
    await soon(() => expect(service.received[0]?.isAborted).toBe(true));
  });

  test("bodies flow through both ways before they are whole", async () => {
    service.answer = (incoming, response) => void incoming.pipe(response);
    const upload = request(`${gateway.url}/products/import`, { method: "POST" });
    upload.write("first");
    const [response] = (await once(upload, "response")) as [NodeJS.ReadableStream];
    let answer = "";
    response.on("data", (chunk: Buffer) => (answer += chunk.toString()));
    await soon(() => expect(answer).toBe("first"));
    upload.end("second");
    await once(response, "end");
    expect(answer).toBe("firstsecond");
  });

  test("an upload over the limit is refused before it is sent", async () => {
    const lines = [
      "POST /orders HTTP/1.1",
      "Host: a",
      "Expect: 100-continue",
      "Content-Length: 1001",
      "",
      "",
    ];
    const answer = await gateway.raw(...lines);
    expect(statusesOf(answer)).toEqual(["413"]);
    expect(answer).toMatch(/^connection: close/im);
    expect(service.received).toEqual([]);
  });

  test("a body that is waited for is asked for when the service is to have it", async () => {
    const socket = connect(gateway.port, "127.0.0.1").setEncoding("latin1");
    let answer = "";
    socket.on("data", (chunk: string) => (answer += chunk));
    socket.write(
      "POST /orders HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n",
    );
    await soon(() => expect(statusesOf(answer)).toEqual(["100"]));
    socket.write("{}");
    await once(socket, "close");
    expect(statusesOf(answer)).toEqual(["100", "200"]);
    expect(service.received[0]?.body).toBe("{}");
  });

  test("a body that stops being HTTP gets one 400 and ends the request", async () => {
    service.answer = silence;
    const lines = ["POST /orders HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "not a length", ""];
    expect(statusesOf(await gateway.raw(...lines))).toEqual(["400"]);
  });

  test("HTTP/1.0 is answered and ended", async () => {
    const answer = await gateway.raw("GET /products HTTP/1.0", "", "");
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    expect(answer).toMatch(/^connection: close/im);
  });
});
