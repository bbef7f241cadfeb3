import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startThings, type Sent } from "./http-things.ts";

let shop: Awaited<ReturnType<typeof startThings>>;
let staff: string;

beforeAll(async () => {
  shop = await startThings();
  staff = await shop.tokens.sign({ roles: ["staff"] });
});
afterAll(() => shop[Symbol.asyncDispose]());

const json = "application/json";
const send = (path: string, sent: Sent = {}) => shop.send(path, sent);

const post = (body: string | Uint8Array<ArrayBuffer>, type = json, headers: Record<string, string> = {}) =>
  send("/things", { method: "POST", token: staff, type, body, headers });

/** Ends the body only when that is asked for: a refusal must not wait for it. */
async function sendChunked(path: string, chunks: readonly string[], type = json): Promise<string> {
  const socket = connect(Number(new URL(shop.url).port), "127.0.0.1");
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${staff}\r\nContent-Type: ${type}\r\n` +
      "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
  );
  for (const chunk of chunks) socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  let answer = "";
  for await (const part of socket) answer += String(part);
  return answer.split("\r\n", 1)[0]!;
}

test("what is wrong is told by path", async () => {
  const { problem } = await post('{"name":"","colour":"red","note":5}');
  expect(problem?.errors).toEqual([
    { path: "name", message: expect.any(String) as string },
    { path: "note", message: expect.any(String) as string },
    { path: "colour", message: "is unknown" },
  ]);
});

test.for([
  "",
  "{",
  "nul",
  '{"name":"a"} x',
  "[".repeat(200) + "]".repeat(200),
  '{"__proto__":{"isAdmin":true},"name":"a"}',
])("%j is malformed", async (body) => expect((await post(body)).refusal).toBe("400 request.malformed"));

test("of many names that are unknown the first are told", async () => {
  const names = Array.from({ length: 60 }, (_, index) => `"${index.toString(36)}":0`);
  expect((await post(`{${names.join(",")}}`)).problem?.errors).toHaveLength(50);
});

test("bytes that are not UTF-8 are malformed", async () => {
  expect((await post(new Uint8Array(Buffer.from('{"name":"\xff"}', "latin1")))).refusal).toBe(
    "400 request.malformed",
  );
});

test("a body of another type, charset or coding is not taken", async () => {
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/merge-patch+json",
    "application/json; charset=latin1",
  ])
    expect([type, (await post('{"name":"a"}', type)).refusal]).toEqual([
      type,
      "415 request.unsupported_type",
    ]);
  expect((await post('{"name":"a"}', json, { "content-encoding": "gzip" })).refusal).toBe(
    "415 request.unsupported_type",
  );
  expect((await post('{"name":"typed"}', "Application/JSON; charset=UTF-8")).response.status).toBe(201);
});

test("a patch may be a merge patch", async () => {
  const type = "application/merge-patch+json";
  const { text } = await send("/things/a", {
    method: "PATCH",
    token: staff,
    type,
    body: '{"name":"B"}',
  });
  expect(JSON.parse(text)).toMatchObject({ id: "a", name: "B" });
});

test("one byte over the limit is too large, declared or not", async () => {
  const fitting = JSON.stringify({ name: "x".repeat(1000 - 11) });
  expect(fitting).toHaveLength(1000);
  expect((await post(fitting)).response.status).toBe(201);
  expect((await post(`${fitting} `)).refusal).toBe("413 request.too_large");
  expect(await sendChunked("/things", [fitting, fitting])).toContain("413");
  expect(await sendChunked("/things", ['{"name":', '"chunked"}', ""])).toContain("201 Created");
});

test("a streamed body is handed over, up to its limit", async () => {
  const sent = { method: "POST", token: staff, type: "application/x-ndjson" };
  expect((await send("/things/import", { ...sent, body: "x".repeat(100_000) })).text).toContain(
    '"bytes":100000',
  );
  expect((await send("/things/import", { ...sent, body: "x".repeat(100_001) })).refusal).toBe(
    "413 request.too_large",
  );
  expect((await send("/things/import", { ...sent, type: json, body: "{}" })).refusal).toBe(
    "415 request.unsupported_type",
  );
  expect(await sendChunked("/things/import", ["x".repeat(60_000), "x".repeat(60_000)], "text/csv")).toContain(
    "413",
  );
});

test("where no body is taken, an empty one is not minded and any other is refused", async () => {
  expect((await send("/auth/sign-in", { method: "POST", type: json, body: " {} " })).response.status).toBe(
    200,
  );
  expect((await send("/auth/sign-in", { method: "POST", body: "" })).response.status).toBe(200);
  const { problem } = await send("/auth/sign-in", { method: "POST", type: json, body: '{"role":"admin"}' });
  expect(problem?.errors).toEqual([{ path: "body", message: "is not taken here" }]);
});

test("one value of a list is enough, a scalar is given once, nothing unknown", async () => {
  expect((await shop.client.listThings({ query: { brand: ["a"], limit: 5 } })).body.asked).toEqual({
    brand: ["a"],
    limit: 5,
  });
  expect((await shop.client.listThings({ query: { brand: ["a", "b"] } })).body.asked).toMatchObject({
    brand: ["a", "b"],
  });
  for (const query of [
    "limit=1&limit=2",
    "limit=0",
    "limit=x",
    "limit=101",
    "colour=red",
    "limit[$gt]=1",
    "__proto__=1",
    "brand[]=a",
  ])
    expect([query, (await send(`/things?${query}`)).refusal]).toEqual([query, "400 request.invalid"]);
});
