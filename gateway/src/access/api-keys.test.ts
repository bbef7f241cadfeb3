/** When the user service is asked about a key, by the clock. */
import { randomBytes } from "node:crypto";
import { toApiKey } from "@shop/kit/auth/api-keys";
import { expect, test } from "vitest";
import { createApiKeys } from "./api-keys.ts";
import { createGuesses } from "./guesses.ts";

const key = toApiKey(randomBytes(32));
const address = "192.0.2.1";

/** `state.answer`: what the user service says from now on. */
function open(lifetimeMs: number) {
  const state = { now: 1_000_000, answer: "good" as "good" | "bad" | "away", asked: 0 };
  const now = () => state.now;
  const apiKeys = createApiKeys({
    guesses: createGuesses({ now }),
    now,
    exchange: async () => {
      state.asked += 1;
      if (state.answer === "away") throw new Error("away");
      const expiresAt = new Date(state.now + lifetimeMs).toISOString();
      return state.answer === "good" ? { accessToken: `token ${state.asked}`, expiresAt } : undefined;
    },
  });
  return { state, ask: () => apiKeys.tokenOf(key, address) };
}
const behindTheRequest = () => new Promise((resolve) => setImmediate(resolve));

test("a token is renewed behind a request once a minute of use", async () => {
  const { state, ask } = open(300_000);
  expect(await ask()).toBe("token 1");
  state.now += 59_999;
  await ask();
  expect(state.asked).toBe(1);
  state.now += 1;
  expect(await Promise.all([ask(), ask()])).toEqual(["token 1", "token 1"]);
  await behindTheRequest();
  expect(await ask()).toBe("token 2");
  expect(state.asked).toBe(2);
});

test("it is used to its last millisecond while nobody can be asked, and no longer", async () => {
  const { state, ask } = open(300_000);
  await ask();
  state.answer = "away";
  state.now += 299_999;
  expect(await ask()).toBe("token 1");
  state.now += 1;
  await expect(ask()).rejects.toMatchObject({ kind: "unavailable", code: "auth.unavailable" });
  state.answer = "good";
  expect(await ask()).toMatch(/^token/);
});

test("a key that expires is refused from that millisecond on", async () => {
  const { state, ask } = open(40);
  await ask();
  state.answer = "bad";
  state.now += 40;
  await expect(ask()).rejects.toMatchObject({ kind: "unauthorized" });
});

test("a key that a renewal finds ended is refused without asking again", async () => {
  const { state, ask } = open(300_000);
  await ask();
  state.answer = "bad";
  state.now += 60_000;
  await ask();
  await behindTheRequest();
  await expect(ask()).rejects.toMatchObject({ code: "auth.invalid_token" });
  expect(state.asked).toBe(2);
});

test("good keys of one address are no guesses; wrong ones are forgotten after a minute", () => {
  let now = 0;
  const guesses = createGuesses({ now: () => now });
  for (let each = 0; each < 200; each++) {
    guesses.admit(address);
    guesses.forgive(address);
  }
  for (let each = 0; each < 50; each++) guesses.admit(address);
  expect(() => guesses.admit(address)).toThrow("try again in 60 s");
  expect(() => guesses.admit("198.51.100.7")).not.toThrow();
  now += 60_000;
  expect(() => guesses.admit(address)).not.toThrow();
});
