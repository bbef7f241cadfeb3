/** What a call sends, what it answers, and when it is sent again. */
import { describe, expect, test, vi } from "vitest";
import { NoAnswer, orProblem, Refused } from "../src/refusal.ts";
import { createClient } from "../src/client.ts";
import { api, away, problem, scripted } from "./scripted.ts";

describe("what is sent", () => {
  test("path, query, body and conditions stand where HTTP wants them", async () => {
    const { client, sent } = scripted([{}, {}, {}]);
    await client.patch({ params: { id: "a/b c" }, body: { id: "2" }, ifMatch: 7 });
    await client.buy({ body: { id: "1" }, idempotencyKey: 'my "key"', waitS: 5 });
    await client.patch({ params: { id: "1" }, body: {}, ifMatch: "*" });
    expect(sent[0]).toMatchObject({ method: "PATCH", path: "/things/a%2Fb%20c", body: '{"id":"2"}' });
    expect(sent[0]?.headers).toMatchObject({ "if-match": '"7"', "content-type": "application/json" });
    expect(sent[1]?.headers).toMatchObject({ "idempotency-key": String.raw`"my \"key\""`, prefer: "wait=5" });
    expect(sent[2]?.headers).toMatchObject({ "if-match": "*" });
  });

  test("a call is the client's own, and goes where the client is spread", async () => {
    const { client, sent } = scripted([{}]);
    const { getThing } = { ...client };
    await getThing({ params: { id: "1" } });
    expect([Object.keys(client).includes("getThing"), sent.length]).toEqual([true, 1]);
  });

  test("an answer brings its version and the request's id", async () => {
    const { client } = scripted([{ headers: { etag: '"3"', "x-request-id": "r-1" } }]);
    expect(await client.getThing({ params: { id: "1" } })).toEqual({
      status: 200,
      body: { id: "1" },
      etag: '"3"',
      requestId: "r-1",
    });
  });
});

describe("a refusal", () => {
  test("is thrown as what it is, or is a value for whoever wants one", async () => {
    const { client } = scripted([problem(404, "thing.not_found"), problem(409, "thing.taken")]);
    const asking = client.getThing({ params: { id: "1" } });
    await expect(asking).rejects.toBeInstanceOf(Refused);
    await expect(asking).rejects.toMatchObject({ problem: { status: 404, code: "thing.not_found" } });
    expect(await orProblem(client.buy({ body: { id: "1" }, idempotencyKey: "k" }))).toMatchObject({
      code: "thing.taken",
    });
  });

  test("of somebody in between is told apart", async () => {
    const { client } = scripted([{ status: 413, parts: ["<html>Too large</html>"] }]);
    await expect(client.patch({ params: { id: "1" }, body: {}, ifMatch: 1 })).rejects.toMatchObject({
      problem: { status: 413, code: "answer.unreadable", detail: "<html>Too large</html>" },
    });
  });
});

describe("what is no answer of the shop", () => {
  const html = { parts: ["<html>Pay for the network first</html>"] };

  test.each([
    ["a page in its place", { status: 200, ...html }],
    ["a way elsewhere", { status: 302, headers: { location: "https://portal.example/" }, ...html }],
    ["a word that nobody asked for", { status: 304, parts: [] }],
    ["a way that a browser does not tell of", { status: 0, parts: [] }],
  ])("%s is a refusal that cannot be read", async (_, answer) => {
    const { client, sent } = scripted([answer]);
    await expect(client.getThing({ params: { id: "1" } })).rejects.toMatchObject({
      problem: { status: answer.status, code: "answer.unreadable", detail: answer.parts.join("") },
    });
    expect(sent).toHaveLength(1);
  });

  test("a row and an event that cannot be read are, too", async () => {
    const { client } = scripted([{ parts: ['{"id":"1"}\n', "<html>\n"] }, { parts: ["data: <html>\n\n"] }]);
    for (const { body } of [await client.rows(), await client.watch()])
      await expect(Array.fromAsync<unknown>(body)).rejects.toMatchObject({
        problem: { code: "answer.unreadable", detail: "<html>" },
      });
  });
});

test("a call that is aborted while its answer comes throws the signal's reason", async () => {
  const leaving = new AbortController();
  const bytes = async () => {
    leaving.abort(new Error("I have left"));
    throw new DOMException("This operation was aborted", "AbortError");
  };
  const answers = [200, 404].map((status) => ({
    status,
    header: () => undefined,
    bytes,
    parts: () => expect.fail(),
  }));
  for (const answer of answers) {
    const { getThing } = createClient(api, async () => answer);
    const asking = getThing({ params: { id: "1" }, signal: leaving.signal });
    await expect(asking).rejects.toThrow("I have left");
  }
});

describe("asking again", () => {
  test("a read and what has a key are asked again, after as long as the shop wants", async () => {
    vi.useFakeTimers();
    const { client, sent } = scripted([problem(503, "x.away", { "retry-after": "2" }), away, {}]);
    const bought = client.buy({ body: { id: "1" }, idempotencyKey: "k" });
    await vi.advanceTimersByTimeAsync(1_990);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect((await bought).body).toEqual({ id: "1" });
    expect(sent.map(({ headers }) => headers["idempotency-key"])).toEqual(['"k"', '"k"', '"k"']);
    vi.useRealTimers();
  });

  test("what could be done twice is not, nor what was refused for good", async () => {
    const changing = scripted([away, {}]);
    await expect(changing.client.patch({ params: { id: "1" }, body: {}, ifMatch: 1 })).rejects.toBeInstanceOf(
      NoAnswer,
    );
    const refused = scripted([problem(404, "thing.not_found"), {}]);
    await expect(refused.client.getThing({ params: { id: "1" } })).rejects.toBeInstanceOf(Refused);
    expect([changing.sent.length, refused.sent.length]).toEqual([1, 1]);
  });

  test("ends when the time is over, with what was answered last", async () => {
    const { client, sent } = scripted([problem(429, "request.rate_limited", { "retry-after": "60" })], {
      repeatForMs: 5_000,
    });
    await expect(client.getThing({ params: { id: "1" } })).rejects.toMatchObject({
      problem: { retryAfterS: 60 },
    });
    expect(sent).toHaveLength(1);
  });
});
