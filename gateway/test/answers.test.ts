/** Answers of every shape, by both lanes. */
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { soon } from "@shop/testing/soon";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lanes, startGateway, type RunningGateway } from "./gateway.ts";
import { answerJson, startFakeService, type FakeService } from "./upstream.ts";

const large = Buffer.alloc(3 * 1024 * 1024, "large answer ");

describe.each(lanes)("by the lane for $lane:", ({ upstream }) => {
  describe("an answer", () => {
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

    test("of any size arrives whole", async () => {
      for (const size of [0, 1, 65_535, 65_536, 65_537, 200_000, large.length]) {
        service.answer = (_request, response) => response.end(large.subarray(0, size));
        const bytes = Buffer.from(await (await gateway.get("/products")).arrayBuffer());
        expect(bytes.equals(large.subarray(0, size))).toBe(true);
      }
    });

    test("that its reader does not read is held back at the service", async () => {
      let written = 0;
      service.answer = (_request, response) => {
        const write = (): void => {
          while (written < 200 && !response.destroyed) {
            written += 1;
            if (!response.write(large.subarray(0, 1024 * 1024))) break;
          }
          if (written < 200) response.once("drain", write);
          else response.end();
        };
        write();
      };
      const asking = request(`${gateway.url}/products`);
      asking.on("error", () => undefined).end();
      const [answer] = (await once(asking, "response")) as [IncomingMessage];
      // It stands still once every buffer on the way is full.
      let before = -1;
      await vi.waitFor(
        () => {
          const moved = written !== before;
          before = written;
          expect(moved).toBe(false);
        },
        { timeout: 15_000, interval: 300 },
      );
      expect(written).toBeLessThan(100);
      let bytes = 0;
      answer.on("data", (chunk: Buffer) => (bytes += chunk.length));
      await once(answer, "end");
      expect(bytes).toBe(200 * 1024 * 1024);
    });

    test("that is slow is passed on as it comes", async () => {
      service.answer = (_request, response) => void response.write("first");
      const asking = request(`${gateway.url}/products`);
      asking.on("error", () => undefined).end();
      const [answer] = (await once(asking, "response")) as [IncomingMessage];
      expect(String((await once(answer, "data"))[0])).toBe("first");
      answer.destroy();
    });

    test("without a body says so as the service did", async () => {
      service.answer = (incoming, response) => {
        if (incoming.method === "HEAD") response.writeHead(200, { "Content-Length": "42", ETag: '"7"' });
        else if (incoming.url === "/products/304") response.writeHead(304, { ETag: '"7"' });
        else response.writeHead(204, { "X-Kept": "yes", "Content-Length": "0" });
        response.end();
      };
      const head = await fetch(`${gateway.url}/products`, { method: "HEAD" });
      expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "42", ""]);
      const same = await gateway.get("/products/304");
      expect([same.status, same.headers.get("etag"), await same.text()]).toEqual([304, '"7"', ""]);
      const none = await gateway.raw("GET /products/204 HTTP/1.1", "Host: a", "Connection: close", "", "");
      expect(none).toMatch(/^HTTP\/1\.1 204/);
      expect(none).not.toMatch(/^(content-length|transfer-encoding):/im);
      expect(none).toMatch(/^x-kept: yes/im);
    });

    test("that is compressed, or has a field twice, stays so", async () => {
      service.answer = (_request, response) => {
        response.writeHead(200, { "Content-Encoding": "gzip", Vary: ["Accept", "Prefer"] });
        response.end(gzipSync("packed"));
      };
      const response = await gateway.get("/products");
      expect(response.headers.get("vary")).toBe("Accept, Prefer");
      expect(await response.text()).toBe("packed");
    });

    test("has each of the gateway's fields once, and the service's own word where it has one", async () => {
      service.answer = (_request, response) => {
        response.setHeader("Content-Security-Policy", "default-src 'self'");
        response.setHeader("X-Request-Id", "of-the-service");
        response.end("{}");
      };
      const answer = await gateway.raw("GET /products HTTP/1.1", "Host: a", "Connection: close", "", "");
      const names = answer.match(/^[\w-]+(?=: )/gm)?.map((name) => name.toLowerCase()) ?? [];
      expect(names).toEqual([...new Set(names)]);
      expect(answer).toMatch(/^content-security-policy: default-src 'self'\r$/im);
      expect(answer).not.toContain("of-the-service");
      expect(answer).toMatch(/^x-content-type-options: nosniff/im);
    });

    test("to a client that stays in HTTP/1.0 ends with its connection", async () => {
      service.answer = (_request, response) => response.end(large);
      const answer = await gateway.raw("GET /products HTTP/1.0", "", "");
      expect(answer.length).toBeGreaterThan(large.length);
      expect(answer).not.toMatch(/^transfer-encoding:/im);
    });
  });

  test("a client that leaves in the middle of a large answer ends it at the service", async () => {
    const service = await startFakeService();
    const gateway = await startGateway({ serviceUrl: service.url, upstream });
    service.answer = (incoming, response) => {
      if (incoming.url === "/products/1") answerJson(incoming, response);
      else for (let part = 0; part < 100; part++) response.write(large);
    };
    const socket = connect(gateway.port, "127.0.0.1");
    socket.write("GET /products HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "data");
    socket.destroy();
    await soon(() => expect(service.received[0]?.isAborted).toBe(true));
    expect((await gateway.get("/products/1")).status).toBe(200);
    await gateway[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
  });
});
