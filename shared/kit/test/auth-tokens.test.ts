import { createHmac, createPublicKey, type JsonWebKey } from "node:crypto";
import { UnsecuredJWT, type JWTPayload } from "jose";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  createRemoteKeys,
  createServiceTokens,
  createTokenVerifier,
  type TokenVerifier,
} from "../src/auth/tokens.ts";
import type { JsonWebKeys } from "../src/auth/keys.ts";
import { AppError } from "../src/errors.ts";
import { startServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { log } from "./fixtures.ts";

const serviceSecret = "a-secret-between-services-0123456789";
const tokens = createTestTokens();
const verifier = createTokenVerifier({ keys: tokens.keys, serviceSecret, audience: "order" });
const nowS = () => Math.floor(Date.now() / 1000);

async function refusal(token: string, verify: TokenVerifier["verifyUser"] = verifier.verifyUser) {
  try {
    return `accepted ${JSON.stringify(await verify(token))}`;
  } catch (error) {
    return error instanceof AppError ? `${error.kind} ${error.code}` : `not ours: ${String(error)}`;
  }
}
const bad = "unauthorized auth.invalid_token";

test("a good token says who is calling, each time it is shown", async () => {
  const token = await tokens.tokenFor({ id: "alice", role: "staff", sessionId: "session-1" });
  const alice = { id: "alice", sessionId: "session-1", role: "staff" };
  expect(await verifier.verifyUser(token)).toEqual(alice);
  expect(await verifier.verifyUser(token)).toEqual(alice);
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("T1: an unsigned token", () => {
  test.for(["none", "None", "nOnE", "NONE"])("with alg %s is refused", async (alg) => {
    const [, payload] = (await tokens.sign()).split(".");
    const header = encode({ alg, typ: "at+jwt", kid: tokens.jwks.keys[0]!["kid"] });
    expect(await refusal(`${header}.${payload}.`)).toBe(bad);
  });

  test("made by a library, or with its signature cut off, is refused", async () => {
    const token = await tokens.sign();
    expect(await refusal(new UnsecuredJWT({ sub: "mallory" }).encode())).toBe(bad);
    expect(await refusal(token.slice(0, token.lastIndexOf(".") + 1))).toBe(bad);
    expect(await refusal(token.slice(0, token.lastIndexOf(".")))).toBe(bad);
  });
});

test("T2: the public key is not a secret that HS256 could be signed with", async () => {
  const [jwk] = tokens.jwks.keys;
  const pem = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" }).export({
    type: "spki",
    format: "pem",
  });
  const [, payload] = (await tokens.sign()).split(".");
  const head = `${encode({ alg: "HS256", typ: "at+jwt", kid: jwk!["kid"] })}.${payload}`;
  for (const secret of [pem, String(jwk!["n"]), JSON.stringify(jwk)])
    expect(await refusal(`${head}.${createHmac("sha256", secret).update(head).digest("base64url")}`)).toBe(
      bad,
    );
});

describe("T3: a token that brings or names its own key", () => {
  const mallory = createTestTokens();
  test("is refused, and nothing is fetched for it", async () => {
    const fetched = vi.spyOn(globalThis, "fetch");
    onTestFinished(() => fetched.mockRestore());
    const kid = String(tokens.jwks.keys[0]!["kid"]);
    for (const header of [
      { kid, jku: "http://attacker.example/jwks.json" },
      { kid, x5u: "http://attacker.example/key.pem" },
      { kid, jwk: mallory.jwks.keys[0] as never },
      { kid: "../../etc/passwd" },
      { kid: { $ne: 1 } as never },
      { kid: "x".repeat(10_000) },
      { kid: "" },
    ])
      expect([header, await refusal(await mallory.sign({}, header))]).toEqual([header, bad]);
    expect(fetched).not.toHaveBeenCalled();
  });
});

const soon = () => nowS() + 60;

describe("T4: the time of a token", () => {
  test.for([
    ["ended", () => ({ exp: nowS() - 6 })],
    ["has not begun", () => ({ nbf: nowS() + 60, exp: nowS() + 120 })],
    ["never ends", () => ({ exp: undefined })],
    ["ends in words", () => ({ exp: String(soon()) as never })],
    ["ends in ten years", () => ({ exp: nowS() + 10 * 365 * 86_400 })],
  ] as const)("that %s is refused", async ([, claims]) => {
    expect(await refusal(await tokens.sign(claims() as JWTPayload))).toBe(bad);
  });

  test("may be off by a few seconds of clock", async () => {
    expect(await refusal(await tokens.sign({ exp: nowS() - 2 }))).toContain("accepted");
  });

  test("ends also for a token that was seen before", async () => {
    const token = await tokens.sign({ exp: nowS() + 2 });
    expect(await refusal(token)).toContain("accepted");
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    expect(await refusal(token)).toBe(bad);
  });
});

describe("T5: a token of another kind", () => {
  test.for(["JWT", "rt+jwt", "svc+jwt", undefined])("with typ %s is refused", async (typ) => {
    expect(await refusal(await tokens.sign({}, { typ } as object))).toBe(bad);
  });

  test("a service's token is not a person's, nor the other way round", async () => {
    const service = await createServiceTokens({ secret: serviceSecret, issuer: "catalog" }).tokenFor("order");
    expect(await refusal(service)).toBe(bad);
    expect(await refusal(await tokens.sign(), verifier.verifyService as never)).toBe(bad);
    expect(await verifier.verifyService(service)).toEqual({ service: "catalog" });
  });
});

describe("T6: a token for somebody else", () => {
  test.for([
    { aud: "another-shop" },
    { aud: undefined },
    { iss: "another-shop" },
    { iss: undefined },
    { sub: undefined },
    { sub: "../admin" },
    { sid: undefined },
    { roles: [] },
    { roles: ["root"] },
    { roles: ["customer", "admin"] },
    { roles: "admin" },
  ])("%j is refused", async (claims) => {
    expect(await refusal(await tokens.sign(claims as JWTPayload))).toBe(bad);
  });

  test("a service's token is for one service, made with one secret", async () => {
    const forCatalog = await createServiceTokens({ secret: serviceSecret, issuer: "user" }).tokenFor(
      "catalog",
    );
    const forged = await createServiceTokens({ secret: "x".repeat(40), issuer: "user" }).tokenFor("order");
    for (const token of [forCatalog, forged])
      expect(await refusal(token, verifier.verifyService as never)).toBe(bad);
  });
});

test.for(["", "x", "a.b.c", "...", "🦆".repeat(10), "x".repeat(100_000)])(
  "garbage is refused: %#",
  async (garbage) => {
    expect(await refusal(garbage)).toBe(bad);
  },
);

test("a service's token is made once and used until it is about to end", async () => {
  const { tokenFor } = createServiceTokens({ secret: serviceSecret, issuer: "order" });
  expect(await tokenFor("catalog")).toBe(await tokenFor("catalog"));
  expect(await tokenFor("catalog")).not.toBe(await tokenFor("user"));
});

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

function verifierOf(url: string, options: { cooldownMs?: number; retryMs?: number; everyMs?: number } = {}) {
  const keys = createRemoteKeys({ url, log, ...options });
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

  test("are kept when their source fails; a new one is then unknown, not an error", async () => {
    const { state, url } = await publish(tokens.jwks);
    const verify = verifierOf(url, { cooldownMs: 0, everyMs: 20 });
    expect(await refusal(await tokens.sign(), verify)).toContain("accepted");
    state.keys = undefined;
    const before = state.asked;
    await vi.waitFor(() => expect(state.asked).toBeGreaterThan(before));
    expect(await refusal(await tokens.sign(), verify)).toContain("accepted");
    expect(await refusal(await createTestTokens().sign(), verify)).toBe(bad);
  });

  test("none yet is 503, never 401, and mends itself", async () => {
    const { state, url } = await publish(undefined);
    const verify = verifierOf(url, { retryMs: 20 });
    expect(await refusal(await tokens.sign(), verify)).toBe("unavailable auth.keys_unavailable");
    expect(await refusal("garbage", verify)).toBe(bad);
    state.keys = tokens.jwks;
    await vi.waitFor(async () => expect(await refusal(await tokens.sign(), verify)).toContain("accepted"));
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
