/** What is kept ends when something changes, and one question is asked for all who ask the same. */
import { withinASecond } from "@shop/testing/soon";
import { describe, expect, test } from "vitest";
import { counting, publicly, useCachingGateway } from "./caching-gateway.ts";

const { startKeeping: start, received } = useCachingGateway();

describe("a purge", () => {
  test("ends what has the tag and nothing else", async () => {
    const { countOf, cache } = await start((request, response) => {
      const id = request.url?.at(-1);
      response.writeHead(200, { ...publicly, "Surrogate-Key": `thing:${id} shelf:a` });
      response.end(JSON.stringify({ count: received().length }));
    });
    const one = await countOf("/things/1");
    const two = await countOf("/things/2");
    await cache?.purge(["thing:1"], { isAnnounced: false });
    expect(await countOf("/things/1")).not.toBe(one);
    expect(await countOf("/things/2")).toBe(two);
    await cache?.purge(["shelf:a"], { isAnnounced: false });
    expect(await countOf("/things/2")).not.toBe(two);
  });

  test("of everything ends whatever tags it has", async () => {
    const { countOf, cache } = await start();
    expect(await countOf("/things/1")).toBe(1);
    await cache?.purge(["things", "*"], { isAnnounced: false });
    expect(await countOf("/things/1")).toBe(2);
  });

  test("by a write that passes is done before the writer has its answer", async () => {
    const { countOf, url } = await start();
    expect(await countOf("/things/1")).toBe(1);
    await fetch(`${url}/things/1`, { method: "PUT" });
    expect(await countOf("/things/1")).toBe(3);
  });

  test("keeps later requests from what was asked for before it", async () => {
    const held: (() => void)[] = [];
    const { get, cache } = await start((_request, response) => {
      const count = held.length + 1;
      held.push(() =>
        response.writeHead(200, { ...publicly, "Surrogate-Key": "thing:1" }).end(JSON.stringify({ count })),
      );
    });
    const before = get("/things/1");
    await expect.poll(() => held.length).toBe(1);
    await cache?.purge(["thing:1"], { isAnnounced: false });
    const after = get("/things/1");
    await expect.poll(() => held.length).toBe(2);
    // The later question lands first: the earlier one must not take its place.
    held[1]!();
    expect(await (await after).json()).toEqual({ count: 2 });
    held[0]!();
    expect(await (await before).json()).toEqual({ count: 1 });
    expect(await (await get("/things/1")).json()).toEqual({ count: 2 });
  });
});

test.each(["thing:1", "*"])(
  "what may not have heard of a change yet is asked for again a second after the purge of %s, and then kept",
  async (tag) => {
    const { countOf, cache } = await start(
      counting({ "Surrogate-Key": "thing:1", "Surrogate-Control": "max-age=50" }),
    );
    expect(await countOf("/things/1")).toBe(1);
    await cache?.purge([tag], { isAnnounced: false });
    const behind = await countOf("/things/1");
    const current = await withinASecond(async () => {
      const count = await countOf("/things/1");
      expect(count).toBeGreaterThan(behind);
      return count;
    });
    expect(await countOf("/things/1")).toBe(current);
  },
);

test("a thousand who ask the same at once are one question", async () => {
  const { countOf, asked } = await start((_request, response) => {
    setTimeout(() => response.writeHead(200, publicly).end('{"count":1}'), 100);
  });
  const counts = await Promise.all(Array.from({ length: 1_000 }, () => countOf("/things/1")));
  expect(new Set(counts)).toEqual(new Set([1]));
  expect(asked()).toBe(1);
});

test("a question goes on for the others when the first who asked leaves", async () => {
  const { countOf, url, asked } = await start((_request, response) => {
    setTimeout(() => response.writeHead(200, publicly).end('{"count":1}'), 200);
  });
  const leaving = new AbortController();
  const left = fetch(`${url}/things/1`, { signal: leaving.signal }).catch(() => "left");
  await expect.poll(asked).toBe(1);
  const other = countOf("/things/1");
  leaving.abort();
  expect(await left).toBe("left");
  expect(await other).toBe(1);
  expect(asked()).toBe(1);
});
