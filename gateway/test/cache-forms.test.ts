/** Compressed forms of what is kept, and requests that say what their client has (RFC 9110 §8.8, §12.5.3, §13). */
import { request } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import { startGateway, useFakeService, type RunningGateway } from "./gateway.ts";

const fake = useFakeService();
const long = JSON.stringify({ text: "Hello, world. ".repeat(500) });
let gateway: RunningGateway;
let body = long;
let type = "application/json; charset=utf-8";

beforeEach(async () => {
  body = long;
  type = "application/json; charset=utf-8";
  fake.service().answer = (_request, response) => {
    const headers = { "Content-Type": type, "Cache-Control": "public, max-age=5", ETag: '"3-1f"' };
    response.writeHead(200, { ...headers, Link: "</next>; rel=next" }).end(body);
  };
  gateway = await startGateway({ serviceUrl: fake.url(), cache: {} });
  fake.open.push(gateway);
});

/** Node's own client, which decompresses nothing. */
function get(headers: Record<string, string>, method = "GET") {
  const { promise, resolve } = Promise.withResolvers<{
    status: number | undefined;
    headers: Record<string, unknown>;
    body: Buffer;
  }>();
  request(`${gateway.url}/things/1`, { headers, method, agent: false }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on("data", (chunk: Buffer) => chunks.push(chunk));
    answer.on("end", () =>
      resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }),
    );
  }).end();
  return promise;
}

const encoded = async (acceptEncoding: string) => {
  const headers = { "accept-encoding": acceptEncoding };
  await get(headers);
  await expect.poll(async () => (await get(headers)).headers["content-encoding"]).toBeDefined();
  return get(headers);
};

test.each([
  ["br", "gzip, deflate, br, zstd", "br", brotliDecompressSync],
  ["gzip", "gzip", "gzip", gunzipSync],
  ["gzip", "br;q=0.5, gzip", "gzip", gunzipSync],
  ["br", "*", "br", brotliDecompressSync],
] as const)("%s for whom accepts %s", async (_, accept, encoding, decompress) => {
  const answer = await encoded(accept);
  expect(answer.headers).toMatchObject({
    "content-encoding": encoding,
    etag: `"3-1f-${encoding}"`,
    vary: "Accept-Encoding",
    "content-length": String(answer.body.length),
  });
  expect(answer.body.length).toBeLessThan(body.length / 2);
  expect(decompress(answer.body).toString()).toBe(body);
});

test.each(["identity", "br;q=0, gzip;q=0", "deflate", ""])(
  "the plain form for whom accepts %j",
  async (accept) => {
    await encoded("br");
    const answer = await get({ "accept-encoding": accept });
    expect(answer.headers).not.toHaveProperty("content-encoding");
    expect(answer.headers).toMatchObject({ etag: '"3-1f"', vary: "Accept-Encoding" });
    expect(answer.body.toString()).toBe(body);
  },
);

test("what is short or compressed already is left as it is", async () => {
  body = "{}";
  for (let count = 0; count < 3; count += 1)
    expect((await get({ "accept-encoding": "br" })).headers).not.toHaveProperty("content-encoding");
});

test("what is a picture is left as it is, and varies by nothing", async () => {
  type = "image/webp";
  for (let count = 0; count < 3; count += 1) {
    const { headers } = await get({ "accept-encoding": "br" });
    expect(headers).not.toHaveProperty("content-encoding");
    expect(headers).not.toHaveProperty("vary");
  }
});

test.each([
  ["its tag", '"3-1f"', "identity", '"3-1f"'],
  ["its tag, weakly", 'W/"3-1f"', "identity", '"3-1f"'],
  ["one of several", '"1", "3-1f"', "identity", '"3-1f"'],
  ["the tag of a compressed form that it accepts", '"3-1f-br"', "br", '"3-1f-br"'],
  ["anything", "*", "identity", '"3-1f"'],
])("304 for whom has %s", async (_, ifNoneMatch, accept, etag) => {
  await get({});
  const answer = await get({ "if-none-match": ifNoneMatch, "accept-encoding": accept });
  expect(answer.status).toBe(304);
  expect(answer.headers).toMatchObject({
    etag,
    "cache-control": "public, max-age=5",
    vary: "Accept-Encoding",
  });
  expect(answer.headers).not.toHaveProperty("content-type");
  expect(answer.headers).not.toHaveProperty("content-length");
  expect(answer.headers).not.toHaveProperty("content-encoding");
  expect(answer.body.length).toBe(0);
});

test.each([
  ["another version", '"2-1f"', "identity"],
  ["a part of its tag", '"3"', "identity"],
  ["a compressed form that it does not accept now", '"3-1f-br"', "gzip"],
  ["something malformed", "3-1f", "identity"],
])("the whole for whom has %s", async (_, ifNoneMatch, accept) => {
  await get({});
  const answer = await get({ "if-none-match": ifNoneMatch, "accept-encoding": accept });
  expect(answer.status).toBe(200);
});

test("304 also for the first who asks", async () => {
  expect((await get({ "if-none-match": '"3-1f"' })).status).toBe(304);
});

test("HEAD says the length of what GET would send", async () => {
  const whole = await encoded("br");
  const head = await get({ "accept-encoding": "br" }, "HEAD");
  expect(head.headers["content-length"]).toBe(String(whole.body.length));
  expect(head.headers["content-encoding"]).toBe("br");
  expect(head.body.length).toBe(0);
});
