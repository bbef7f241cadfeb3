/** Keys that are fetched from whoever signs: found, rotated, kept while their source is away. */
import { soon } from "@shop/testing/soon";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createRemoteKeys, type JsonWebKeys } from "../src/auth/keys.ts";
import { createTokenVerifier, type TokenVerifier } from "../src/auth/tokens.ts";
import { AppError } from "../src/errors.ts";
import { startServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { log } from "./fixtures.ts";

const serviceSecret = "a-secret-between-services-0123456789";
const tokens = createTestTokens();
const bad = "unauthorized auth.invalid_token";

async function refusal(token: string, verify: TokenVerifier["verifyUser"]) {
  try {
    return `accepted ${JSON.stringify(await verify(token))}`;
  } catch (error) {
    return error instanceof AppError ? `${error.kind} ${error.code}` : `not ours: ${String(error)}`;
  }
}

async function publish(first: JsonWebKeys | undefined) {
  const state = { keys: first, asked: 0 };
  const server = await startServer((_request, response) => {
    state.asked++;
    if (!state.keys) response.writeHead(500).end();
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(state.keys));
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { state, url: server.url };
}

function verifierOf(
  url: string | readonly string[],
  options: { cooldownMs?: number; retryMs?: number; everyMs?: number } = {},
) {
  const keys = createRemoteKeys({ urls: [url].flat(), log, ...options });
  onTestFinished(() => keys[Symbol.asyncDispose]());
  return createTokenVerifier({ keys, serviceSecret, audience: "order" }).verifyUser;
}

describe("published keys", () => {
  test("are fetched once, however many ask at first", async () => {
    const { state, url } = await publish(tokens.jwks);
    const verify = verifierOf(url);
    const shown = await Promise.all(
      Array.from({ length: 20 }, async () => refusal(await tokens.sign(), verify)),
    );
    expect(shown.every((outcome) => outcome.startsWith("accepted"))).toBe(true);
    expect(state.asked).toBe(1);
  });

  test("come from the next instance when one does not answer", async () => {
    const { url } = await publish(tokens.jwks);
    const { url: broken } = await publish(undefined);
    const verify = verifierOf(["http://127.0.0.1:1/", broken, url]);
    expect(await refusal(await tokens.sign(), verify)).toContain("accepted");
  });

  test("rotate without a failed request; the old one goes when it is taken away", async () => {
    const next = createTestTokens();
    const { state, url } = await publish(tokens.jwks);
    const verify = verifierOf(url, { cooldownMs: 0 });
    expect(await refusal(await tokens.sign(), verify)).toContain("accepted");
    state.keys = { keys: [...tokens.jwks.keys, ...next.jwks.keys] };
    expect(await refusal(await next.sign(), verify)).toContain("accepted");
    expect(await refusal(await tokens.sign(), verify)).toContain("accepted");
    state.keys = next.jwks;
    expect(await refusal(await createTestTokens().sign(), verify)).toBe(bad);
    expect(await refusal(await tokens.sign(), verify)).toBe(bad);
  });

  test("are not asked for again and again by tokens of unknown keys", async () => {
    const { state, url } = await publish(tokens.jwks);
    const verify = verifierOf(url, { cooldownMs: 60_000 });
    expect(await refusal(await tokens.sign(), verify)).toContain("accepted");
    for (let count = 0; count < 50; count++)
      expect(await refusal(await tokens.sign({}, { kid: `unknown-${count}` }), verify)).toBe(bad);
    expect(state.asked).toBe(1);
  });

  test("are asked for once by a thousand tokens of unknown keys together, and one that is published later is found", async () => {
    const { state, url } = await publish(tokens.jwks);
    const next = createTestTokens();
    const cooldownMs = 500;
    const verify = verifierOf(url, { cooldownMs });
    expect(await refusal(await tokens.sign(), verify)).toContain("accepted");
    const unknown = await Promise.all(
      Array.from({ length: 1_000 }, (_, count) => tokens.sign({}, { kid: `unknown-${count}` })),
    );
    const floodedAt = performance.now();
    const shown = await Promise.all(unknown.map((token) => refusal(token, verify)));
    expect(new Set(shown)).toEqual(new Set([bad]));
    const cooldowns = Math.ceil((performance.now() - floodedAt) / cooldownMs);
    expect(state.asked).toBeLessThanOrEqual(1 + cooldowns);
    state.keys = { keys: [...tokens.jwks.keys, ...next.jwks.keys] };
    const token = await next.sign();
    await vi.waitFor(async () => expect(await refusal(token, verify)).toContain("accepted"), 10_000);
  });

  test("are kept when their source fails; a new one is then unknown, not an error", async () => {
    const { state, url } = await publish(tokens.jwks);
    const verify = verifierOf(url, { cooldownMs: 0, everyMs: 20 });
    expect(await refusal(await tokens.sign(), verify)).toContain("accepted");
    state.keys = undefined;
    const before = state.asked;
    await soon(() => expect(state.asked).toBeGreaterThan(before));
    expect(await refusal(await tokens.sign(), verify)).toContain("accepted");
    expect(await refusal(await createTestTokens().sign(), verify)).toBe(bad);
  });

  test("none yet is 503, never 401, and mends itself", async () => {
    const { state, url } = await publish(undefined);
    const verify = verifierOf(url, { retryMs: 20 });
    expect(await refusal(await tokens.sign(), verify)).toBe("unavailable auth.keys_unavailable");
    expect(await refusal("garbage", verify)).toBe(bad);
    state.keys = tokens.jwks;
    await soon(async () => expect(await refusal(await tokens.sign(), verify)).toContain("accepted"));
  });

  test("of other kinds are passed over", async () => {
    const odd = [
      { kty: "oct", kid: "a", k: "c2VjcmV0" },
      { kty: "RSA", kid: "b", use: "enc", n: "AQ", e: "AQAB" },
      {},
    ];
    const { url } = await publish({ keys: [...odd, ...tokens.jwks.keys] });
    expect(await refusal(await tokens.sign(), verifierOf(url))).toContain("accepted");
  });
});
