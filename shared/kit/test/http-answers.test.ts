import { soon } from "@shop/testing/soon";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { traceIdOf } from "../src/process/context.ts";
import { startThings } from "./http-things.ts";

let shop: Awaited<ReturnType<typeof startThings>>;
beforeAll(async () => {
  shop = await startThings();
});
afterAll(() => shop[Symbol.asyncDispose]());

const params = { id: "a" };

describe("a versioned answer", () => {
  test("carries a tag of version and body, and is not sent twice", async () => {
    const { headers, body } = await shop.client.getThing({ params });
    const etag = headers.get("etag")!;
    expect(body).toEqual({ id: "a", name: "A", note: null, version: 3 });
    expect(etag).toMatch(/^"3-[0-9a-f]{8}"$/);
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, "*", `${etag.slice(0, -1)}-br"`]) {
      const again = await shop.client.getThing({ params, headers: { "if-none-match": known } });
      expect([known, again.status]).toEqual([known, 304]);
      expect(again.headers.get("etag")).toBe(etag);
      expect(again.headers.get("cache-control")).toBe("public, max-age=30");
    }
    const other = await shop.client.getThing({ params, headers: { "if-none-match": '"3"' } });
    expect(other.status).toBe(200);
  });

  test("is not sent to who wants another one", async () => {
    const { headers } = await shop.client.getThing({ params });
    const read = (wanted: string) => shop.client.getThing({ params, headers: { "if-match": wanted } });
    for (const wanted of [headers.get("etag")!, "*"]) expect((await read(wanted)).status).toBe(200);
    const { status, problem } = await read('"2-00000000"');
    expect([status, problem?.code]).toEqual([412, "request.precondition_failed"]);
  });

  test("is changed only by who has seen it", async () => {
    const { headers } = await shop.client.getThing({ params });
    const change = { params, body: { name: "B" } };
    const changed = await shop.staff.replaceThing({
      ...change,
      headers: { "if-match": headers.get("etag")! },
    });
    expect(changed.body.version).toBe(4);
    expect(changed.headers.get("etag")).toMatch(/^"4-/);
    const stale = await shop.staff.replaceThing({ ...change, headers: { "if-match": headers.get("etag")! } });
    expect(stale.problem?.code).toBe("request.precondition_failed");
    expect((await shop.staff.patchThing({ ...change, headers: { "if-match": "4" } })).status).toBe(400);
    expect((await shop.staff.patchThing(change)).body.version).toBe(5);
  });
});

test("what is created says where it is, and what it purges", async () => {
  const { status, headers } = await shop.staff.createThing({ body: { name: "made" } });
  expect(status).toBe(201);
  expect(headers.get("location")).toBe("/things/made");
  expect(headers.get("surrogate-key")).toBe("thing:made");
  expect(headers.get("cache-control")).toBe("no-store");
});

test("204 has no body, and then it is gone", async () => {
  await shop.staff.createThing({ body: { name: "gone" } });
  const token = await shop.tokens.sign({ roles: ["admin"] });
  const removed = await shop.client.removeThing({ params: { id: "gone" }, token });
  expect([removed.status, removed.headers.get("content-length")]).toEqual([204, null]);
  expect((await shop.client.removeThing({ params: { id: "gone" }, token })).problem?.code).toBe(
    "thing.not_found",
  );
});

test("HEAD answers what GET would, without the body", async () => {
  const [get, head] = await Promise.all(
    ["GET", "HEAD"].map((method) => fetch(`${shop.url}/things/a`, { method })),
  );
  for (const name of ["content-length", "etag", "content-type", "cache-control"])
    expect([name, head!.headers.get(name)]).toEqual([name, get!.headers.get(name)]);
  expect(await head!.text()).toBe("");
});

test("bytes are answered with their own type", async () => {
  const { headers, body } = await shop.client.getPicture({ params });
  expect(headers.get("content-type")).toBe("image/svg+xml");
  expect(String(body)).toBe("<svg/>");
});

test("a page links to the next one by a relative address that keeps the query", async () => {
  const { headers } = await shop.client.listThings({ query: { limit: 5, brand: ["a b", "c"] } });
  expect(headers.get("link")).toBe('</things?limit=5&brand=a+b&brand=c&cursor=mo%2Fre>; rel="next"');
  const last = await shop.client.listThings({ query: { cursor: "mo/re" } });
  expect(last.headers.get("link")).toBeNull();
});

test("what somebody signed in is shown is not for caches", async () => {
  expect((await shop.client.getThing({ params })).headers.get("cache-control")).toBe("public, max-age=30");
  expect((await shop.staff.getThing({ params })).headers.get("cache-control")).toBe("no-store");
});

const prefer = (value: string) => shop.client.wait({ headers: { prefer: value } });

describe("waiting", () => {
  test("is granted, within what is left of the time, and said", async () => {
    const granted = await prefer("wait=2");
    expect(granted.headers.get("preference-applied")).toBe("wait=2");
    expect(granted.body.waitMs).toBeGreaterThan(200);
    expect(granted.body.waitMs).toBeLessThanOrEqual(500);
    expect((await prefer("wait=0")).body.waitMs).toBe(0);
    expect((await prefer("wait=60")).headers.get("preference-applied")).toBe("wait=5");
    expect((await prefer("respond-async")).headers.get("preference-applied")).toBeNull();
  });
});

describe("deadlines", () => {
  test("an endpoint's time is its contract's, or less when its caller says so", async () => {
    const own = (await shop.client.wait()).body.msLeft;
    expect(own).toBeGreaterThan(500);
    expect(own).toBeLessThanOrEqual(1000);
    const less = (await shop.client.wait({ headers: { "x-request-deadline": "120" } })).body.msLeft;
    expect(less).toBeGreaterThan(0);
    expect(less).toBeLessThanOrEqual(120);
    const more = (await shop.client.wait({ headers: { "x-request-deadline": "9999" } })).body.msLeft;
    expect(more).toBeLessThanOrEqual(1000);
  });

  test("work whose time is over is answered with 504, once, and its late result goes nowhere", async () => {
    const startedAt = performance.now();
    const { status, problem } = await shop.client.wait({ query: { ms: 1500 } });
    expect([status, problem?.code]).toEqual([504, "request.deadline_exceeded"]);
    expect(performance.now() - startedAt).toBeLessThan(1400);
    expect((await shop.client.wait({ query: { ms: 1200 } })).status).toBe(504);
    expect((await shop.client.wait()).status).toBe(200);
  });

  test.for(["0", "-5"])("work with %s ms left is not begun", async (left) => {
    const { status } = await shop.client.wait({ headers: { "x-request-deadline": left } });
    expect(status).toBe(504);
  });
});

const idOf = async (asked?: string) =>
  (await shop.client.wait({ ...(asked && { headers: { "x-request-id": asked } }) })).headers.get(
    "x-request-id",
  );

describe("every request has an id and a trace", () => {
  test("a sane id is kept, any other is replaced, and the handler knows it", async () => {
    expect(await idOf("my-request.1_A")).toBe("my-request.1_A");
    for (const bad of [undefined, "short", "x".repeat(129), "with a blank", "<script>"])
      expect([bad, await idOf(bad)]).toEqual([bad, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    const { body, headers } = await shop.client.wait();
    expect(body.requestId).toBe(headers.get("x-request-id"));
  });

  test("one line tells how it ended, with its id and trace and without its query", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const headers = { "x-request-id": "traced-request", traceparent };
    await shop.client.listThings({ query: { brand: ["secret-brand"] }, headers });
    const lineOf = () => shop.lines.filter(({ requestId }) => requestId === "traced-request");
    await soon(() => expect(lineOf()).toHaveLength(1));
    expect(lineOf()[0]).toMatchObject({
      level: "info",
      method: "GET",
      path: "/things",
      status: 200,
      endpoint: "listThings",
      traceId: traceIdOf(traceparent),
      ms: expect.any(Number) as number,
    });
    expect(JSON.stringify(lineOf())).not.toContain("secret-brand");
  });
});
