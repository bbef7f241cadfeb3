/** What the gateway keeps of answers, and for whom. */
import { randomUUID } from "node:crypto";
import type { OutgoingHttpHeaders, RequestListener } from "node:http";
import { soon } from "@shop/testing/soon";
import { describe, expect, test } from "vitest";
import { counting, publicly, useCachingGateway } from "./caching-gateway.ts";
import { bearerOf } from "./gateway.ts";

const { startKeeping: start, received, service } = useCachingGateway();

describe("an answer that is kept", () => {
  test("is given again without asking the service, and says so", async () => {
    const { get, asked } = await start();
    const first = await get("/things/1");
    expect(first.headers.get("cache-status")).toBe("SuperCoolShop; fwd=miss; stored");
    const again = await get("/things/1", { "x-request-id": "my-own-request" });
    expect(await again.json()).toEqual({ count: 1 });
    expect(asked()).toBe(1);
    expect(again.headers.get("cache-status")).toMatch(/^SuperCoolShop; hit; ttl=(60|59)$/);
    expect(again.headers.get("age")).toBe("0");
    expect(again.headers.get("cache-control")).toBe("public, max-age=5");
    expect(again.headers.get("x-request-id")).toBe("my-own-request");
    expect(again.headers.get("x-content-type-options")).toBe("nosniff");
    expect(again.headers.has("surrogate-key")).toBe(false);
    expect(again.headers.has("ratelimit")).toBe(false);
  });

  test("carries nothing of the request that it was asked with", async () => {
    const { get } = await start();
    await get("/things/1", {
      cookie: "a=b",
      "accept-language": "de",
      "if-none-match": '"1"',
      "x-request-id": "the-first-one",
      "x-forwarded-host": "evil.example",
    });
    const { headers } = received().at(-1)!;
    expect(headers).not.toHaveProperty("cookie");
    expect(headers).not.toHaveProperty("accept-language");
    expect(headers).not.toHaveProperty("if-none-match");
    expect(headers).not.toHaveProperty("x-forwarded-host");
    expect((await get("/things/1")).headers.get("x-request-id")).not.toBe("the-first-one");
  });

  test("is the same for HEAD, without its body", async () => {
    const { url, countOf, asked } = await start();
    const head = await fetch(`${url}/things/1`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe("11");
    expect(await head.text()).toBe("");
    expect(await countOf("/things/1")).toBe(1);
    expect(asked()).toBe(1);
  });

  test("is not used for a request with a token, and none is kept of its answer", async () => {
    const { countOf, get } = await start();
    const authorization = await bearerOf("customer");
    expect(await countOf("/things/1", { authorization })).toBe(1);
    expect(await countOf("/things/1")).toBe(2);
    expect((await get("/things/1", { authorization })).headers.get("cache-status")).toBe(
      "SuperCoolShop; fwd=bypass",
    );
    expect(await countOf("/things/1")).toBe(2);
  });

  test.each([
    ["If-Match", { "if-match": '"x"' }],
    ["If-Unmodified-Since", { "if-unmodified-since": "Sat, 28 Nov 2026 00:00:00 GMT" }],
  ])("is not used for a request with %s", async (_, headers) => {
    const { countOf } = await start();
    await countOf("/things/1");
    expect(await countOf("/things/1", headers as Record<string, string>)).toBe(2);
  });

  test("is used whole for who asks for a part of it", async () => {
    const { countOf, get } = await start();
    await countOf("/things/1");
    const answer = await get("/things/1", { range: "bytes=0-1", "if-range": '"x"' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-status")).toMatch("hit");
    expect(await countOf("/things/1")).toBe(1);
  });
});

describe("nothing is kept", () => {
  test.each<[string, OutgoingHttpHeaders, number]>([
    ["with Set-Cookie", { "Set-Cookie": "a=b" }, 200],
    ["that is private", { "Cache-Control": "private, max-age=60" }, 200],
    ["that is private for one field", { "Cache-Control": 'max-age=60, private="set-cookie"' }, 200],
    ["that must not be stored", { "Cache-Control": "no-store" }, 200],
    ["that must not be stored, in capitals", { "Cache-Control": "Public,NO-STORE" }, 200],
    ["that must be asked for", { "Cache-Control": "no-cache" }, 200],
    ["that says nothing about it", { "Cache-Control": "" }, 200],
    ["that differs by language", { Vary: "Accept-Encoding, Accept-Language" }, 200],
    ["that differs by everything", { Vary: "*" }, 200],
    ["that came compressed", { "Content-Encoding": "gzip" }, 200],
    ["with tags that nobody could purge", { "Surrogate-Key": "x".repeat(300) }, 200],
    ["of a 404 that must not be stored", { "Cache-Control": "no-store" }, 404],
    ["of a redirect", {}, 301],
    ["of a refusal", {}, 400],
    ["of a failure", {}, 500],
    ["of an overload", {}, 503],
  ])("%s", async (_, headers, status) => {
    const { get, asked } = await start(counting(headers, status));
    await get("/things/1").then((answer) => answer.arrayBuffer().catch(() => undefined));
    await get("/things/1").then((answer) => answer.arrayBuffer().catch(() => undefined));
    expect(asked()).toBe(2);
  });

  test("of a route whose contract does not say so", async () => {
    const { countOf } = await start();
    await countOf("/products/1");
    expect(await countOf("/products/1")).toBe(2);
  });
});

test("what purges keep true is new to browsers as long as it is fresh; what only time ends is as old as it is", async () => {
  const { get, cache } = await start((request, response) => {
    const tags = request.url === "/things/tagged" ? { "Surrogate-Key": "thing:1" } : {};
    response.writeHead(200, { ...publicly, ...tags }).end("{}");
  });
  const ageOf = async (path: string) => Number((await get(path)).headers.get("age"));
  for (const path of ["/things/tagged", "/things/1"]) await get(path);
  await soon(async () => expect(await ageOf("/things/1")).toBeGreaterThan(0));
  expect(await ageOf("/things/tagged")).toBe(0);
  service().answer = (_request, response) => response.writeHead(503).end("{}");
  await cache?.purge(["thing:1"], { isAnnounced: false });
  expect(await ageOf("/things/tagged")).toBeGreaterThan(0);
});

test("an answer of a shorter life than its route's is fresh for no longer, and none is for longer", async () => {
  for (const [own, ttl] of [
    ["max-age=7", 7],
    ["max-age=900", 60],
  ] as const) {
    const { get } = await start((_request, response) => {
      response.writeHead(200, { "Surrogate-Control": own, ...publicly }).end("{}");
    });
    await get("/things/1");
    const status = (await get("/things/1")).headers.get("cache-status") ?? "";
    const left = Number(/ttl=(\d+)/.exec(status)?.[1]);
    expect(left).toBeLessThanOrEqual(ttl);
    expect(left).toBeGreaterThan(ttl - 5);
  }
});

describe("a 404", () => {
  const missing: RequestListener = (request, response) => {
    const body = { status: 404, code: "thing.not_found", requestId: request.headers["x-request-id"] };
    response
      .writeHead(404, {
        "Cache-Control": "no-store",
        "Surrogate-Control": "max-age=10",
        "Content-Type": "application/problem+json",
      })
      .end(JSON.stringify(body));
  };

  test("is kept, with the id of who asks", async () => {
    const { get, asked } = await start(missing);
    await get("/things/1");
    const requestId = randomUUID();
    const answer = await get("/things/1", { "x-request-id": requestId });
    expect(answer.status).toBe(404);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.has("surrogate-control")).toBe(false);
    expect(await answer.json()).toEqual({ status: 404, code: "thing.not_found", requestId });
    expect(asked()).toBe(1);
  });

  test("ends when something of its kind appears", async () => {
    const { get, cache, asked } = await start(missing);
    await get("/things/1");
    await cache?.purge(["thing:42"], { isAnnounced: false });
    await get("/things/1");
    expect(asked()).toBe(2);
  });

  test("is not kept where nothing could end it, such as of a picture that is still to be uploaded", async () => {
    const { get, asked } = await start(missing);
    await get("/pictures/1");
    await get("/pictures/1");
    expect(asked()).toBe(2);
  });
});

test("what is kept has a limit in bytes, and questions for what is not there do not push it out", async () => {
  const { countOf, get, cache } = await start((request, response) => {
    const isThere = request.url === "/things/1";
    const headers = isThere ? publicly : { "Surrogate-Control": "max-age=10", ...publicly };
    response.writeHead(isThere ? 200 : 404, headers).end('{"count":1}');
  });
  await countOf("/things/1");
  for (let id = 0; id < 600; id += 1) await get(`/things/missing-${id}`);
  expect(cache!.size().bytes).toBeLessThan(1024 ** 2);
  expect((await get("/things/1")).headers.get("cache-status")).toContain("hit");
});
