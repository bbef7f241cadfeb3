/** What who runs the shop can see and do at the gateway. */
import { GatewayState } from "@shop/contracts/gateway/operation";
import { expect, test } from "vitest";
import { counting, useCachingGateway } from "./caching-gateway.ts";
import { bearerOf, problemIn } from "./gateway.ts";

const { startKeeping: start } = useCachingGateway();

test("routes, services and what is kept are shown to an admin, and to nobody else", async () => {
  const { get } = await start();
  for (const path of ["/things/1", "/things/1", "/things/1", "/products", "/things/1"]) await get(path);
  expect((await get("/admin/gateway")).status).toBe(401);
  expect((await get("/admin/gateway", { authorization: await bearerOf("staff") })).status).toBe(403);
  const answer = await get("/admin/gateway", { authorization: await bearerOf("admin") });
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const state = GatewayState.parse(await answer.json());
  expect(state.routes).toContainEqual({
    route: "get /things/:id",
    requests: 4,
    failed: 0,
    p50Ms: expect.any(Number),
    p99Ms: expect.any(Number),
    hitRatio: 0.75,
  });
  expect(state.routes).toContainEqual(expect.objectContaining({ route: "get /products", hitRatio: null }));
  expect(state.upstreams).toEqual([
    expect.objectContaining({
      service: "shop",
      running: 0,
      breakers: { reads: "closed", writes: "closed", streams: "closed" },
    }),
  ]);
  expect(state.cache).toMatchObject({ entries: 1, hitRatio: 0.75 });
});

const purge = async (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}/admin/gateway/purges`, {
    method: "POST",
    headers: { authorization: await bearerOf("admin"), "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

test.each([
  ["a tag", { tags: ["thing:1", "nothing"] }, { purged: ["thing:1", "nothing"] }],
  ["all", { all: true }, { purged: "all" }],
])("an admin ends what is kept by %s", async (_, body, reply) => {
  const { countOf, url } = await start(counting({ "Surrogate-Key": "thing:1" }));
  expect(await countOf("/things/1")).toBe(1);
  const answer = await purge(url, body);
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual(reply);
  expect(await countOf("/things/1")).toBe(2);
});

test.each([
  ["nothing", {}],
  ["both", { tags: ["a"], all: true }],
  ["no tag", { tags: [] }],
  ["a tag with a blank", { tags: ["a b"] }],
  ["something else", { everything: true }],
])("a purge of %s is refused", async (_, body) => {
  const { url } = await start();
  expect(await problemIn(await purge(url, body))).toMatchObject({ status: 400, code: "request.invalid" });
});

test("a purge that is no JSON is refused, and one of others than admins", async () => {
  const { url } = await start();
  const plain = await purge(url, { all: true }, { "content-type": "text/plain" });
  expect(await problemIn(plain)).toMatchObject({ status: 415, code: "request.unsupported_type" });
  const staff = await purge(url, { all: true }, { authorization: await bearerOf("staff") });
  expect(staff.status).toBe(403);
});
