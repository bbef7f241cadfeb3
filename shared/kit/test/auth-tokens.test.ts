import { createHmac, createPublicKey, type JsonWebKey } from "node:crypto";
import { decodeJwt, UnsecuredJWT, type JWTPayload } from "jose";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createServiceTokens, createTokenVerifier, type TokenVerifier } from "../src/auth/tokens.ts";
import { AppError } from "../src/errors.ts";
import { createTestTokens } from "@shop/testing/tokens";

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
  const { exp = 0 } = decodeJwt(token);
  const alice = { id: "alice", sessionId: "session-1", role: "staff", expiresAt: exp * 1_000 };
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
    ["was issued tomorrow", () => ({ iat: nowS() + 86_400, exp: nowS() + 120 })],
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
