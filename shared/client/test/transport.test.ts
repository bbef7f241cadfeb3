import { expect, test } from "vitest";
import { createFetchTransport } from "../src/transport.ts";

test("a fetch of one's own is given what is sent, and its answer is the shop's", async () => {
  const asked: [url: string, init: RequestInit][] = [];
  const send = createFetchTransport("http://shop.test/", {
    fetch: async (...given) => {
      asked.push(given);
      return new Response("{}", { status: 201, headers: { ETag: '"1"' } });
    },
  });
  const { status, header, bytes } = await send({ method: "POST", path: "/things", headers: {}, body: "{}" });
  expect(asked).toMatchObject([
    ["http://shop.test/things", { method: "POST", body: "{}", redirect: "manual" }],
  ]);
  expect([status, header("etag"), header("location")]).toEqual([201, '"1"', undefined]);
  expect(Buffer.from(await bytes()).toString()).toBe("{}");
});
