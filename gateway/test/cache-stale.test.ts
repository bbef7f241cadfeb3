/** What stands in for an answer that cannot be had just now. */
import type { RequestListener } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { counting, useCachingGateway } from "./caching-gateway.ts";

const { startKeeping: start, service } = useCachingGateway();

describe("what is over its time", () => {
  test("stands in while it is asked for anew, once", async () => {
    const { get, asked, countOf } = await start();
    await get("/passing/1");
    await pause(1_100);
    const stale = await get("/passing/1");
    expect(await stale.json()).toEqual({ count: 1 });
    expect(stale.headers.get("cache-status")).toMatch(/hit; ttl=(0|-1); detail=stale-while-revalidate$/);
    await expect.poll(asked).toBe(2);
    await expect.poll(() => countOf("/passing/1")).toBeGreaterThan(1);
  });

  test.each<[string, RequestListener]>([
    ["closes the connection", (request) => request.socket.destroy()],
    ["says nothing", () => undefined],
    ["says 503", (_request, response) => response.writeHead(503).end("{}")],
    ["says 500", (_request, response) => response.writeHead(500).end("{}")],
  ])("or is purged, stands in while its service %s", async (_, broken) => {
    const { get, cache } = await start();
    await get("/passing/1");
    service().answer = broken;
    await cache?.purge(["thing:1"], { isAnnounced: false });
    const answer = await get("/passing/1");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-status")).toMatch(/stale-if-error$/);
  });

  test("and was given a shorter one by its service stands in only while that is away", async () => {
    const { get, countOf } = await start(
      counting({ "Surrogate-Key": "thing:1", "Surrogate-Control": "max-age=0" }),
    );
    expect(await countOf("/things/1")).toBe(1);
    expect(await countOf("/things/1")).toBe(2);
    service().answer = (_request, response) => response.writeHead(503).end("{}");
    const answer = await get("/things/1");
    expect(await answer.json()).toEqual({ count: 2 });
    expect(answer.headers.get("cache-status")).toMatch(/stale-if-error$/);
  });

  test("stands in for nothing when even that time is over", async () => {
    const { get } = await start();
    await get("/passing/1");
    service().answer = (_request, response) => response.writeHead(500).end("{}");
    await pause(3_100);
    expect((await get("/passing/1")).status).toBe(500);
  });

  test("gives way to the service's word that it is gone", async () => {
    const { get, cache } = await start();
    await get("/passing/1");
    service().answer = (_request, response) => response.writeHead(404).end("{}");
    await cache?.purge(["thing:1"], { isAnnounced: false });
    expect((await get("/passing/1")).status).toBe(404);
    service().answer = (_request, response) => response.writeHead(500).end("{}");
    expect((await get("/passing/1")).status).toBe(500);
  });
});

test("while it cannot be heard what changes, an answer is young or asked for", async () => {
  let longestAgeMs = 60_000;
  const { countOf } = await start(undefined, { longestAgeMs: () => longestAgeMs });
  expect(await countOf("/things/1")).toBe(1);
  expect(await countOf("/things/1")).toBe(1);
  longestAgeMs = 300;
  await pause(350);
  expect(await countOf("/things/1")).toBe(2);
});
