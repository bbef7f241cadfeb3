/** What is charged for, and to whom: an answer that is kept is free, and a refusal is paid by who caused it. */
import { afterEach, describe, expect, test } from "vitest";
import { counting } from "./caching-gateway.ts";
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

describe("a picture, as all that is kept,", () => {
  test("is free where it is kept, and costs what any call costs where it is not", async () => {
    const { get, head, used } = await startKeeping();
    for (const path of ["/assets/a.css", "/assets/b.css"])
      for (let round = 0; round < 5; round++) await get(path);
    expect(used()).toBe(2);
    for (const path of ["/assets/c.css", "/assets/d.css"]) await head(path);
    expect(used()).toBe(4);
  });

  test("costs what any call costs when it is asked for in a way that is never kept", async () => {
    const { get, used } = await startKeeping();
    for (let round = 0; round < 3; round++) await get("/assets/a.css", { range: "bytes=0-0" });
    expect(used()).toBe(3);
  });
});
