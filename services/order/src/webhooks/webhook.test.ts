import { expect, test } from "vitest";
import { rotated, secretsOf, toPublicWebhook, type Webhook } from "./webhook.ts";

const start = new Date("2026-11-21T10:00:00.000Z");
const dayMs = 24 * 60 * 60_000;
const after = (ms: number) => new Date(start.getTime() + ms);

const webhook: Webhook = {
  id: "webhook-1",
  url: "https://hooks.example.com/",
  events: ["order.confirmed"],
  secret: "whsec_1",
  oldSecrets: [],
  createdAt: start,
  news: 0,
  version: 1,
};

test("for a day a delivery is signed by both secrets, the new one first", () => {
  const changed = rotated(webhook, { secret: "whsec_2", now: start });
  expect(secretsOf(changed, after(dayMs - 1))).toEqual(["whsec_2", "whsec_1"]);
  expect(secretsOf(changed, after(dayMs))).toEqual(["whsec_2"]);
  expect(toPublicWebhook(changed, start).previousSecretUntil).toBe(after(dayMs).toISOString());
  expect(toPublicWebhook(changed, after(dayMs)).previousSecretUntil).toBeNull();
});

test("each secret lives as long as was promised when it was replaced, a few at a time", () => {
  let changed = webhook;
  for (let number = 2; number <= 9; number += 1)
    changed = rotated(changed, { secret: `whsec_${number}`, now: after(number) });
  expect(secretsOf(changed, after(10))).toEqual(["whsec_9", "whsec_8", "whsec_7", "whsec_6"]);
  expect(secretsOf(changed, after(dayMs + 8))).toEqual(["whsec_9", "whsec_8"]);
});

test("what is shown holds no secret", () => {
  expect(JSON.stringify(toPublicWebhook(webhook, start))).not.toContain("whsec");
});
