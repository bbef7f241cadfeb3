/** What is charged for, and to whom: an answer that is kept is free, and a refusal is paid by who caused it. */
import { randomUUID } from "node:crypto";
import { unavailable } from "@shop/kit/http/server/refusals";
import { soon } from "@shop/testing/soon";
import { afterEach, describe, expect, test } from "vitest";
import { counting } from "./caching-gateway.ts";
import { tokens } from "./gateway.ts";
import { newAddress, nowhere, useLimits } from "./limits.ts";
import { answerJson } from "./upstream.ts";

const { service, start } = useLimits();

afterEach(() => {
  service().answer = answerJson;
});

/** A gateway that keeps answers; one sender calls it. */
async function startKeeping() {
  service().answer = counting();
  const { call, rateLimit } = await start({ redisUrl: nowhere, keepsAnswers: true });
  const address = newAddress();
  return {
    get: (path: string, more = {}) => call(path, address, undefined, "GET", more),
    head: (path: string) => call(path, address, undefined, "HEAD"),
    used: () => rateLimit.state().fullest.find(({ policy }) => policy === "address")?.used,
  };
}

describe("a token that is good", () => {
  test("and not for what it is sent for is paid by whose it is, and its 403 comes first", async () => {
    const { call, rateLimit } = await start({ caller: 1, address: 1, redisUrl: nowhere });
    const [office, id] = [newAddress(), randomUUID()];
    const customer = await tokens.tokenFor({ id, role: "customer" });
    const first = await call("/admin/users", office, customer);
    expect([first.status, first.headers.get("ratelimit")]).toEqual([
      403,
      expect.stringContaining('"caller";r=0'),
    ]);
    expect((await call("/admin/users", office, customer)).status).toBe(403);
    expect(rateLimit.state().fullest.map(({ sender }) => sender)).toEqual([id, id]);
    expect((await call("/products", office)).status).toBe(200);
  });

  test("that nobody can check costs nobody anything", async () => {
    const { call, rateLimit } = await start({
      redisUrl: nowhere,
      revocations: {
        check: () => Promise.reject(unavailable()),
        whenEnded: () => () => undefined,
      },
    });
    const staff = await tokens.tokenFor({ id: randomUUID(), role: "staff" });
    expect((await call("/products", newAddress(), staff)).status).toBe(503);
    expect(rateLimit.state().fullest).toEqual([]);
  });
});

test("what a page is dressed with costs nothing, kept or not; a name that is guessed, or a question past what is kept, costs what any call does", async () => {
  const { get, head, used } = await startKeeping();
  for (let round = 0; round < 3; round++) await get("/assets/a.css");
  await get("/assets/a.css", { range: "bytes=0-0" });
  await head("/assets/b.css");
  expect(used()).toBeUndefined();
  await get("/assets/a.css", { "if-match": "*" });
  expect(used()).toBe(1);
  service().answer = (_request, response) => response.writeHead(404).end();
  for (const path of ["/assets/c.css", "/assets/d.css"]) await (await get(path)).text();
  await soon(() => expect(used()).toBe(3));
});
