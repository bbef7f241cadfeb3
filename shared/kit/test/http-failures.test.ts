/** What goes wrong while a request is answered, and whether more may come. */
import { connect } from "node:net";
import { soon } from "@shop/testing/soon";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startThings } from "./http-things.ts";

let shop: Awaited<ReturnType<typeof startThings>>;
beforeAll(async () => {
  shop = await startThings();
});
afterAll(() => shop[Symbol.asyncDispose]());

const params = { id: "a" };

const fail = (id: string) => shop.client.fail({ params: { id } });

const logged = (id: string | null) => shop.lines.filter((line) => line["requestId"] === id && line["err"]);

test("the client's address is the one that the gateway names", async () => {
  const { body } = await shop.client.wait({ headers: { "x-forwarded-for": "6.6.6.6, 203.0.113.7" } });
  expect(body.address).toBe("203.0.113.7");
  expect((await shop.client.wait()).body.address).toBe("127.0.0.1");
});

describe("failures", () => {
  test("a mistake of ours is 500 without a word about it; the log has the stack", async () => {
    const { status, problem, headers } = await fail("bug");
    expect([status, problem?.code]).toEqual([500, "internal"]);
    expect(JSON.stringify(problem)).not.toMatch(/secret-place|function|stack/);
    expect(JSON.stringify(logged(headers.get("x-request-id")))).toMatch(/"error".*secret-place/);
  });

  test("an answer that breaks the contract is our mistake, too", async () => {
    expect((await fail("incomplete")).problem?.code).toBe("internal");
  });

  test("what the contract does not name does not get out", async () => {
    expect((await fail("leaky")).body).toEqual({ id: "a", name: "a", note: null, version: 1 });
  });

  test("a lost database is 503 that says when to try again, and not where it is", async () => {
    const { status, problem, headers } = await fail("database");
    expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
    expect(JSON.stringify(problem)).not.toContain("10.0.0.7");
  });

  test("headers of a refusal are sent", async () => {
    const { status, headers } = await fail("busy");
    expect([status, headers.get("retry-after")]).toEqual([429, "7"]);
  });
});

test("a client that goes away in the middle harms nobody", async () => {
  const token = await shop.tokens.sign({ roles: ["staff"] });
  const port = Number(new URL(shop.url).port);
  for (const head of [
    `POST /things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"name"`,
    "GET /wait?ms=100 HTTP/1.1\r\nHost: x\r\nX-Request-Id: gone-away\r\n\r\n",
  ]) {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((sent) => socket.write(head, () => sent()));
    await soon(() => expect(socket.bytesWritten).toBeGreaterThan(50));
    socket.resetAndDestroy();
  }
  await soon(() =>
    expect(shop.lines).toContainEqual(expect.objectContaining({ path: "/wait", status: 499 })),
  );
  expect((await shop.client.getThing({ params })).status).toBe(200);
});

const ask = async (path: string, method = "GET") => {
  const response = await fetch(`${shop.url}/health/${path}`, { method });
  return { status: response.status, text: (await response.text()).trimEnd() };
};

describe("health", () => {
  test("live asks nothing, ready tells whether work may come", async () => {
    expect(await ask("ready")).toEqual({ status: 200, text: '{"status":"ok"}' });
    shop.health.isReady = false;
    expect(await ask("ready")).toEqual({ status: 503, text: '{"status":"unavailable"}' });
    expect(await ask("live")).toEqual({ status: 200, text: '{"status":"ok"}' });
    shop.health.isReady = true;
    expect((await ask("ready", "HEAD")).text).toBe("");
    expect((await ask("else")).status).toBe(404);
  });
});
