/** What is no lookup, and says so. */
import { randomInt } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Somebody else than in every other test. */
const somewhere = () => ({ "X-Forwarded-For": `198.51.${randomInt(256)}.${randomInt(256)}` });
const nobody = { token: null } as const;

test.each<[unknown, string]>([
  [{ email: "a@example.com" }, "number"],
  [{ number: "", email: "a@example.com" }, "number"],
  [{ number: "x".repeat(200), email: "a@example.com" }, "number"],
  [{ number: { $gt: "" }, email: "a@example.com" }, "number"],
  [{ number: "7F3K9QX2AB", email: "nobody" }, "email"],
  [{ number: "7F3K9QX2AB", email: { $gt: "" } }, "email"],
  [{ number: "7F3K9QX2AB", email: "a@example.com", id: 1 }, "id"],
])("%j is no lookup: 400", async (body, path) => {
  const stranger = await shop.as();
  const { problem } = await stranger.lookUpOrder({
    body: JSON.stringify(body),
    headers: somewhere(),
    ...nobody,
  });
  expect(problem).toMatchObject({ status: 400, code: "request.invalid" });
  expect(problem?.errors?.[0]).toMatchObject({ path });
});
