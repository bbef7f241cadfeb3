/** What the gateway asks for itself, and what it is told of answers before their clients are. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { endpoint } from "./fake-api.ts";
import { createRouteTable } from "../src/routing/route-table.ts";
import { createUpstream, type Upstream } from "../src/upstreams/upstreams.ts";
import { lanes, silent, startGateway } from "./gateway.ts";
import { startFakeService, type FakeService } from "./upstream.ts";

const table = createRouteTable({
  shop: { get: endpoint("get", "/products/:id"), slow: endpoint("get", "/slow", { timeoutMs: 300 }) },
});
const routeOf = (path: string) => table.find("GET", path)!.route!;

let service: FakeService;
let upstream: Upstream;
beforeEach(async () => {
  service = await startFakeService();
  upstream = createUpstream({
    name: "shop",
    urls: [service.url],
    log: silent,
    breaker: { volumeThreshold: 3 },
  });
});
afterEach(async () => {
  await upstream[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
});
const ask = (target = "/products/1?a=2", headers = {}) =>
  upstream.ask({ target, headers, priority: "anonymous" }, routeOf(target.split("?")[0]!));

test("an answer comes whole, with its tags and without what is of the connection", async () => {
  const body = Buffer.alloc(300_000, "abc");
  service.answer = (_request, response) => {
    response.writeHead(200, {
      "Surrogate-Key": "product:1 products",
      "X-Request-Id": "of-the-service",
      "Keep-Alive": "timeout=65",
      Server: "secret",
      Vary: ["Accept", "Prefer"],
      ETag: '"1"',
    });
    response.end(body);
  };
  const answer = await ask("/products/1?a=2", { accept: "application/json" });
  expect(answer.status).toBe(200);
  expect(answer.body.equals(body)).toBe(true);
  const fields = answer.fields.join("\n");
  expect(fields).toContain("surrogate-key\nproduct:1 products");
  expect(fields).toContain("vary\nAccept\nvary\nPrefer");
  expect(fields).not.toMatch(/^(x-request-id|keep-alive|server|connection|transfer-encoding)$/m);
  const [received] = service.received;
  expect(received).toMatchObject({ url: "/products/1?a=2", headers: { accept: "application/json" } });
  expect(Number(received?.headers["x-request-deadline"])).toBeGreaterThan(9_000);
});

test("what gets no answer is refused as a client would be", async () => {
  service.answer = () => undefined;
  await expect(ask("/slow")).rejects.toMatchObject({ code: "service.timeout" });
  service.answer = (request) => request.socket.destroy();
  await expect(ask()).rejects.toMatchObject({ code: "service.unavailable" });
  await expect(ask()).rejects.toMatchObject({ code: "service.unavailable" });
  expect(upstream.state().breakers.reads).toBe("open");
  const asked = service.received.length;
  await expect(ask()).rejects.toMatchObject({ code: "service.unavailable" });
  expect(service.received).toHaveLength(asked);
});

test("an answer that breaks off is none", async () => {
  service.answer = (_request, response) => {
    response.writeHead(200, { "Content-Length": "100" });
    response.write("half", () => response.destroy());
  };
  await expect(ask()).rejects.toMatchObject({ code: "service.unavailable" });
});

test("an answer without end is not kept", async () => {
  service.answer = (_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };
  await expect(ask()).rejects.toMatchObject({ code: "service.unavailable" });
  await expect.poll(() => service.received[0]?.isAborted).toBe(true);
  expect(upstream.state()).toMatchObject({ running: 0 });
});

describe.each(lanes)("by the lane for $lane:", ({ upstream: options }) => {
  const start = async () => {
    const told: string[] = [];
    const settled = Promise.withResolvers<void>();
    const onAnswer = ({ name }: { name: string }, status: number, key: string) => {
      told.push(`${name} ${status} ${key}`);
      return settled.promise;
    };
    const gateway = await startGateway({ serviceUrl: service.url, upstream: { ...options, onAnswer } });
    return { told, settled, gateway };
  };
  const answerWith = (status: number, key: string | undefined, size = 2): void => {
    service.answer = (_request, response) => {
      if (key !== undefined) response.setHeader("Surrogate-Key", key);
      response.writeHead(status).end(Buffer.alloc(size));
    };
  };

  test.each([
    ["small", 2],
    ["large", 500_000],
  ])("a %s answer that changed something waits until others have heard of it", async (_what, size) => {
    const { told, settled, gateway } = await start();
    answerWith(200, "product:1", size);
    let isAnswered = false;
    const asking = fetch(`${gateway.url}/orders`, { method: "POST", body: "{}" }).then((response) => {
      isAnswered = true;
      return response.arrayBuffer();
    });
    await expect.poll(() => told).toEqual(["post /orders 200 product:1"]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(isAnswered).toBe(false);
    settled.resolve();
    expect((await asking).byteLength).toBe(size);
    await gateway[Symbol.asyncDispose]();
  });

  test("nobody hears of what changed nothing: a read, a refusal, an answer without tags", async () => {
    const { told, gateway } = await start();
    answerWith(200, "product:1");
    await (await gateway.get("/products")).text();
    answerWith(409, "product:1");
    await (await fetch(`${gateway.url}/orders`, { method: "POST", body: "{}" })).text();
    answerWith(200, undefined);
    await (await fetch(`${gateway.url}/orders`, { method: "POST", body: "{}" })).text();
    expect(told).toEqual([]);
    await gateway[Symbol.asyncDispose]();
  });
});
