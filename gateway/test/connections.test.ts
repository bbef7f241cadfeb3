/** Whose connection lives how long: what one client asks for its own is no reason to close one to a service. */
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

  const send = (...headers: string[]) =>
    gateway.raw("GET /products HTTP/1.1", "Host: shop.example", "Connection: close", ...headers, "", "");

  describe("a service's connection outlives", () => {
    const count = 10;
    const useTwice = async (work: () => Promise<unknown>) => {
      await work();
      const before = service.connectionCount();
      for (let round = 0; round < count; round++) await work();
      return service.connectionCount() - before;
    };

    test("a client's `Connection: close`", async () => {
      expect(await useTwice(() => send())).toBe(0);
    });
    test("a client's `Connection: upgrade`", async () => {
      const lines = [
        "GET /products HTTP/1.1",
        "Host: a",
        "Connection: close, upgrade",
        "Upgrade: websocket",
        "",
        "",
      ];
      expect(await useTwice(() => gateway.raw(...lines))).toBe(0);
    });
    test("a chunked body", async () => {
      const lines = ["POST /orders HTTP/1.1", "Host: a", "Connection: close", "Transfer-Encoding: chunked"];
      expect(await useTwice(() => gateway.raw(...lines, "", "2", "{}", "0", "", ""))).toBe(0);
    });
  });

  test("two requests on one connection get their answers in order", async () => {
    service.answer = (incoming, response) => {
      void pause(incoming.url === "/products/1" ? 50 : 0).then(() => response.end(incoming.url));
    };
    const answer = await gateway.raw(
      "GET /products/1 HTTP/1.1",
      "Host: a",
      "",
      "GET /products/2 HTTP/1.1",
      "Host: a",
      "Connection: close",
      "",
      "",
    );
    expect(statusesOf(answer)).toEqual(["200", "200"]);
    expect(answer.indexOf("/products/1")).toBeLessThan(answer.indexOf("/products/2"));
    service.answer = answerJson;
  });

  test("who asks for a tunnel and resets its connection harms nobody, and no answer is kept for it", async () => {
    const [asked, left]: [string[], string[]] = [[], []];
    service.answer = (incoming, response) => {
      asked.push(incoming.url ?? "");
      response.once("close", () => left.push(incoming.url ?? ""));
    };
    const tunnel = "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n";
    const asks = ["/products/1", "/products/2"].map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    for (const before of [[], asks]) {
      const socket = connect(gateway.port, "127.0.0.1");
      socket.on("error", () => undefined).write(before.join("") + tunnel);
      await pause(100);
      await expect.poll(() => asked.length).toBe(before.length);
      socket.resetAndDestroy();
    }
    await expect.poll(() => left.toSorted()).toEqual(["/products/1", "/products/2"]);
    service.answer = answerJson;
    expect((await gateway.get("/products")).status).toBe(200);
  });

  test("a client that asks for it has its connection closed, and others keep theirs", async () => {
    expect(await send()).toMatch(/^connection: close/im);
    const { headers } = await gateway.get("/products");
    expect(headers.get("connection")).toBe("keep-alive");
  });
});
