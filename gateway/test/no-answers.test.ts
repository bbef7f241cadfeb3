/** Services that answer what is no answer, or more or less than one, by both lanes. */
import { soon } from "@shop/testing/soon";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lanes, startGateway, statusesOf, type RunningGateway } from "./gateway.ts";
import { startRawService, type RawService } from "./raw-service.ts";

describe.each(lanes)("by the lane for $lane:", ({ upstream }) => {
  describe("a service that", () => {
    let service: RawService;
    let gateway: RunningGateway;
    beforeEach(async () => {
      service = await startRawService();
      gateway = await startGateway({ serviceUrl: service.url, upstream });
    });
    afterEach(async () => {
      await gateway[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    });
    const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    const ask = (path = "/products/1") =>
      gateway.raw(`GET ${path} HTTP/1.1`, "Host: a", "Connection: close", "", "");

    test.each([
      ["speaks no HTTP", "HELLO\r\n\r\n"],
      ["gives two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
      [
        "gives a length and chunks",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      ],
      ["has no end of headers", `HTTP/1.1 200 OK\r\n${"X-Large: y\r\n".repeat(4_000)}\r\n`],
      ["gives a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
      ["ends before its head does", "HTTP/1.1 200 OK\r\nContent-"],
    ])("%s gets the client one 503", async (_what, bytes) => {
      service.say = (socket) => void socket.end(bytes);
      const answer = await ask();
      expect(statusesOf(answer)).toEqual(["503"]);
      expect(answer).toContain('"code":"service.unavailable"');
    });

    test.each([
      ["stops in the middle of its body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"],
      ["stops in the middle of a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhalf"],
      ["sends a chunk that is none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nhalf\r\n"],
    ])("%s is never taken for whole", async (_what, bytes) => {
      service.say = (socket) => void socket.end(bytes);
      const whole = await fetch(`${gateway.url}/products/1`)
        .then(async (response) => response.ok && (await response.text()))
        .catch(() => false);
      expect(whole).toBe(false);
    });

    test("ends its half after its answer has been heard", async () => {
      service.say = (socket) => void socket.end(ok);
      expect(await ask()).toMatch(/^HTTP\/1\.1 200[^]*ok$/);
      expect(await ask()).toMatch(/^HTTP\/1\.1 200[^]*ok$/);
    });

    test("marks the end of its answer by its connection's end is heard, unless the connection broke", async () => {
      const unframed = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf";
      service.say = (socket) => void socket.end(unframed);
      expect(await (await fetch(`${gateway.url}/products/1`)).text()).toBe("half");
      service.say = (socket) =>
        void socket.write(unframed, () => setTimeout(() => socket.resetAndDestroy(), 20));
      const whole = await fetch(`${gateway.url}/products/1`)
        .then(async (response) => response.ok && (await response.text()))
        .catch(() => false);
      expect(whole).toBe(false);
    });

    test("says more than its answer: nobody else is given it", async () => {
      service.say = (socket) => void socket.write(`${ok}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`);
      for (let round = 0; round < 5; round++) expect(await ask(`/products/${round}`)).toMatch(/ok$/);
    });

    test("tells news before its answer is waited for", async () => {
      service.say = (socket) => {
        socket.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        setTimeout(() => socket.write(ok), 20);
      };
      const answer = await ask();
      expect(statusesOf(answer)).toEqual(["200"]);
      expect(answer).not.toMatch(/^link:/im);
    });

    test("takes a connection and says nothing is given up at the deadline", async () => {
      service.say = () => undefined;
      expect(statusesOf(await ask("/slow"))).toEqual(["504"]);
      await soon(() => expect(service.openSockets()).toBe(0));
    });
  });
});
