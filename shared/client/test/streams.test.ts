/** Answers that come page by page, or bit by bit. */
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { each } from "../src/pages.ts";
import { Refused } from "../src/refusal.ts";
import { follow } from "../src/streams.ts";
import { away, problem, scripted } from "./scripted.ts";

test("a list is read page by page, as far as it is wanted", async () => {
  const pages = [
    { json: { items: [{ id: "1" }, { id: "2" }], next: "c2" } },
    { json: { items: [{ id: "3" }], next: null } },
  ];
  const { client, sent } = scripted(pages);
  const ids: string[] = [];
  for await (const { id } of each(client.listThings, { query: { limit: 2 } })) ids.push(id);
  expect(ids).toEqual(["1", "2", "3"]);
  expect(sent.map(({ path }) => path)).toEqual(["/things?limit=2", "/things?limit=2&cursor=c2"]);
});

const event = (id: number): string => `id: ${id}\nevent: moved\ndata: {"id":"${id}"}\n\n`;

describe("a stream", () => {
  test("rows are cut where they end, not where the network cuts them", async () => {
    const { client } = scripted([{ parts: ['{"id":"1"}\n{"i', 'd":"é', '"}\n', '{"id":"3"}'] }]);
    const { body } = await client.rows();
    expect(await Array.fromAsync(body)).toEqual([{ id: "1" }, { id: "é" }, { id: "3" }]);
  });

  test("events go on over a broken connection, each once, and end with the stream", async () => {
    const script = [
      { parts: [event(1), event(2)] },
      away,
      { parts: [": alive\n\n", event(3)] },
      { parts: [] },
      { parts: [] },
    ];
    const { client, sent } = scripted(script, { repeatForMs: 0 });
    const events = await Array.fromAsync(follow(client.watch));
    expect(events.map(({ id, event: name, data }) => [id, name, data.id])).toEqual([
      ["1", "moved", "1"],
      ["2", "moved", "2"],
      ["3", "moved", "3"],
    ]);
    expect(sent.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "2", "2", "3", "3"]);
  });

  test("one that lives on goes on when its connections end without a word, as they do with a token", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const silent = (ms: number) => ({ parts: [":\n\n", ms] });
    const script = [{ parts: [event(1)] }, silent(12_000), silent(300_000), { parts: [event(2)] }];
    const { client, sent } = scripted([...script, silent(1), silent(1)]);
    const over = { isOver: false };
    const ids = Array.fromAsync(follow(client.watch), ({ id }) => id).finally(() => (over.isOver = true));
    // Not until no timer is left: other files of this worker may have left one that plans itself anew.
    while (!over.isOver) await vi.advanceTimersByTimeAsync(10_000);
    expect(await ids).toEqual(["1", "2"]);
    expect(sent.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "1", "1", "1", "2", "2"]);
  });

  test("a refusal for good ends it", async () => {
    const { client } = scripted([problem(404, "order.not_found")]);
    await expect(Array.fromAsync(follow(client.watch))).rejects.toBeInstanceOf(Refused);
  });
});
