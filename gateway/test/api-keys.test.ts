/** Programs' keys: known by their form, exchanged for an access token, and never seen by a service. */
import { randomBytes, randomUUID } from "node:crypto";
import { hashOfApiKey, toApiKey } from "@shop/kit/auth/api-keys";
import { AppError } from "@shop/kit/errors";
import { expect, test } from "vitest";
import type { Exchange } from "../src/access/api-key-client.ts";
import { invalidToken } from "@shop/kit/auth/tokens";
import { problemIn, tokens, useFakeService } from "./gateway.ts";

const { start, received } = useFakeService();

/** A user service that knows one key, and whose lifetime, presence and calls the test sees. */
async function aKey({ scope = "catalog:write", lifetimeMs = 300_000 } = {}) {
  const key = toApiKey(randomBytes(32));
  const id = randomUUID();
  const accessToken = await tokens.sign({ sub: id, sid: id, roles: ["staff"], scope });
  const asked: string[] = [];
  const state = { isAway: false };
  const exchange: Exchange = async (keyHash) => {
    asked.push(keyHash);
    if (state.isAway) throw new AppError("unavailable", "user.unavailable", "away");
    const expiresAt = new Date(Date.now() + lifetimeMs).toISOString();
    return keyHash === hashOfApiKey(key) ? { accessToken, expiresAt } : undefined;
  };
  return { key, id, accessToken, asked, state, exchange };
}

test("a service sees an access token in place of the key, which opens what its scope is named for", async () => {
  const { key, accessToken, exchange } = await aKey();
  const call = await start({ exchange });
  for (const scheme of ["Bearer", "bearer", "BEARER "]) {
    expect((await call("/write", `${scheme} ${key}`, "POST")).status).toBe(200);
    expect(received().at(-1)?.headers.authorization).toBe(`Bearer ${accessToken}`);
  }
  expect((await call("/products", `Bearer ${key}`)).status).toBe(200);
  expect(JSON.stringify(received())).not.toContain(key);
});

test("everywhere else, and without the scope, it is forbidden", async () => {
  const { key, exchange } = await aKey();
  const call = await start({ exchange });
  for (const [path, method] of [
    ["/me", "GET"],
    ["/products", "POST"],
    ["/admin/users", "GET"],
    ["/pay", "POST"],
    ["/auth/logout", "POST"],
  ] as const) {
    const response = await call(path, `Bearer ${key}`, method);
    expect(await problemIn(response)).toMatchObject({ status: 403, code: "auth.forbidden" });
  }
  const reader = await aKey({ scope: "orders:read reports:read" });
  const callAsReader = await start({ exchange: reader.exchange });
  expect((await callAsReader("/write", `Bearer ${reader.key}`, "POST")).status).toBe(403);
});

test("where no token is looked at, the key is left out", async () => {
  const { key, asked, exchange } = await aKey();
  const call = await start({ exchange });
  expect((await call("/auth/login", `Bearer ${key}`, "POST")).status).toBe(200);
  expect(received().at(-1)?.headers.authorization).toBeUndefined();
  expect(asked).toEqual([]);
});

test("what is no key by its form is refused without asking anybody", async () => {
  const { key, asked, exchange } = await aKey();
  const call = await start({ exchange });
  const basic = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  const typo = key.slice(0, -1) + (key.endsWith("A") ? "B" : "A");
  for (const odd of [typo, `${key}x`, key.slice(0, -1), key.toUpperCase(), "scs_", `scs_${key}`])
    expect((await call("/write", `Bearer ${odd}`, "POST")).status).toBe(401);
  for (const odd of [basic, key, `Token ${key}`, `Bearer ${key} ${key}`, `Bearer ${key},${key}`])
    expect((await call("/write", odd, "POST")).status).toBe(401);
  expect(asked).toEqual([]);
});

test("fifty requests at once ask once", async () => {
  const { key, asked, exchange } = await aKey();
  const call = await start({ exchange });
  const all = Array.from({ length: 50 }, () => call("/write", `Bearer ${key}`, "POST"));
  expect(new Set((await Promise.all(all)).map(({ status }) => status))).toEqual(new Set([200]));
  expect(asked).toHaveLength(1);
});

test("a thousand guesses are some fifty questions, and whoever has a good key is not kept out by them", async () => {
  const { key, asked, exchange } = await aKey();
  const call = await start({ exchange });
  expect((await call("/write", `Bearer ${key}`, "POST")).status).toBe(200);
  const statuses = new Set<number>();
  for (let round = 0; round < 20; round++) {
    const guesses = Array.from({ length: 50 }, () => `Bearer ${toApiKey(randomBytes(32))}`);
    for (const { status } of await Promise.all(guesses.map((guess) => call("/write", guess, "POST"))))
      statuses.add(status);
  }
  expect(statuses).toEqual(new Set([401, 429]));
  expect(asked.length).toBeLessThanOrEqual(60);
  expect((await call("/write", `Bearer ${key}`, "POST")).status).toBe(200);
});

test("one wrong key, however often, is one question", async () => {
  const { asked, exchange } = await aKey();
  const call = await start({ exchange });
  const wrong = `Bearer ${toApiKey(randomBytes(32))}`;
  for (let each = 0; each < 5; each++)
    expect(await problemIn(await call("/write", wrong, "POST"))).toMatchObject({
      status: 401,
      code: "auth.invalid_token",
    });
  expect(asked).toHaveLength(1);
});

test("while the user service is away a key that is known goes on, and another is 503, not 401", async () => {
  const { key, state, exchange } = await aKey();
  const call = await start({ exchange });
  expect((await call("/write", `Bearer ${key}`, "POST")).status).toBe(200);
  state.isAway = true;
  expect((await call("/write", `Bearer ${key}`, "POST")).status).toBe(200);
  const response = await call("/write", `Bearer ${toApiKey(randomBytes(32))}`, "POST");
  expect(await problemIn(response)).toMatchObject({ status: 503, code: "auth.unavailable" });
});

test("a key whose session has ended is refused while its access token lives on", async () => {
  const { key, id, exchange } = await aKey();
  const ended = new Set<string>();
  const check = ({ sessionId }: { readonly sessionId: string }) => {
    if (ended.has(sessionId)) throw invalidToken();
    return undefined;
  };
  const call = await start({ exchange, revocations: { check, whenEnded: () => () => undefined } });
  expect((await call("/write", `Bearer ${key}`, "POST")).status).toBe(200);
  ended.add(id);
  expect((await call("/write", `Bearer ${key}`, "POST")).status).toBe(401);
  expect((await call("/products", `Bearer ${key}`)).status).toBe(401);
});
