import { createPublicKey } from "node:crypto";
import type { PublicKey } from "@shop/contracts/user/keys";
import { createTokenVerifier } from "@shop/kit/auth/tokens";
import { createLocalKeys } from "@shop/kit/auth/keys";
import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { runUser, serversOfOurOwn, signedIn, type RunningUser } from "./running-user.ts";

const minute = 60_000;
const hour = 60 * minute;

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());
afterEach(() => void vi.useRealTimers());

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const keysOf = async ({ api }: RunningUser): Promise<PublicKey[]> => (await api.getPublicKeys()).body.keys;

test("an access token is what the other services expect", async () => {
  const { accessToken, user: me } = await signedIn(user);
  const header = decodeProtectedHeader(accessToken);
  expect(header).toMatchObject({ alg: "RS256", typ: "at+jwt" });
  expect((await keysOf(user)).map(({ kid }) => kid)).toContain(header.kid);
  const claims = decodeJwt(accessToken);
  expect(claims).toMatchObject({
    iss: "supercoolshop",
    aud: "supercoolshop",
    sub: me.id,
    roles: ["customer"],
  });
  expect(claims["sid"]).toEqual(expect.any(String));
  expect(claims.exp! - claims.iat!).toBe(300);
});

test("the published keys hold nothing private and may be kept for five minutes", async () => {
  const { body, headers } = await user.api.getPublicKeys();
  expect(headers.get("cache-control")).toBe("public, max-age=300");
  expect(body.keys.length).toBeGreaterThanOrEqual(2);
  for (const key of body.keys) {
    expect(Object.keys(key).toSorted()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
    expect(createPublicKey({ key, format: "jwk" }).asymmetricKeyDetails?.modulusLength).toBe(2048);
  }
});

test("a token that is absent, malformed, foreign or of another kind is refused at the service's own port", async () => {
  const { accessToken, refreshToken } = await signedIn(user);
  const [header = "", payload = "", signature = ""] = accessToken.split(".");
  const kid = decodeProtectedHeader(accessToken).kid!;
  const publicKey = (await keysOf(user)).find((key) => key.kid === kid)!;
  const foreign = await generateKeyPair("RS256");
  const signedBy = (key: Parameters<SignJWT["sign"]>[0], alg: string, typ = "at+jwt") =>
    new SignJWT(decodeJwt(accessToken)).setProtectedHeader({ alg, typ, kid }).sign(key);
  const pem = createPublicKey({ key: publicKey, format: "jwk" }).export({ type: "spki", format: "pem" });

  const bad: Readonly<Record<string, string | null>> = {
    absent: null,
    "not a token": "nothing",
    "no signature": `${header}.${payload}.`,
    "alg none": `${encoded({ alg: "none", typ: "at+jwt", kid })}.${payload}.`,
    "changed claims": `${header}.${encoded({ ...decodeJwt(accessToken), roles: ["admin"] })}.${signature}`,
    "another key under our name": await signedBy(foreign.privateKey, "RS256"),
    "public key as a shared secret": await signedBy(Buffer.from(pem), "HS256"),
    "the refresh token": refreshToken,
  };
  for (const [name, token] of Object.entries(bad)) {
    const { status, headers } = await user.api.getMe({ token });
    expect([name, status, headers.get("www-authenticate")?.split(" ")[0]]).toEqual([name, 401, "Bearer"]);
    expect([name, (await user.api.logOut({ token })).status]).toEqual([name, 401]);
  }
});

test("a token is refused once its five minutes are over", async () => {
  const { accessToken } = await signedIn(user);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 4 * minute });
  expect((await user.api.getMe({ token: accessToken })).status).toBe(200);
  vi.useRealTimers();
  const other = await signedIn(user);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 5 * minute + 6_000 });
  const { status, problem } = await user.api.getMe({ token: other.accessToken });
  expect([status, problem?.code]).toEqual([401, "auth.invalid_token"]);
});

test("replicas that start together share their keys", async () => {
  const servers = await serversOfOurOwn();
  await using one = await runUser({}, servers);
  await using other = await runUser({}, servers);
  expect(await keysOf(one)).toEqual(await keysOf(other));
  const { accessToken } = await signedIn(one);
  expect((await other.api.getMe({ token: accessToken })).status).toBe(200);
});

test("keys rotate without a failed request, for readers whose copy is five minutes old", async () => {
  const servers = await serversOfOurOwn();
  const keyPeriod = { periodMs: hour, leadMs: 10 * minute };
  const start = Math.floor(Date.now() / hour) * hour + 50 * minute;
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  await using one = await runUser({ keyPeriod }, servers);
  await using other = await runUser({ keyPeriod }, servers);
  const replicas = [one, other];
  const first = await keysOf(one);
  let read = createLocalKeys(() => ({ keys: first }));
  const signers = new Set<string>();
  const recent: string[] = [];
  for (let minutes = 1; minutes <= 140; minutes++) {
    vi.setSystemTime(start + minutes * minute);
    // Never just when a slot begins.
    if (minutes % 5 === 3) {
      const keys = await keysOf(replicas[Math.floor(minutes / 5) % 2]!);
      read = createLocalKeys(() => ({ keys }));
    }
    const { accessToken } = (await replicas[minutes % 2]!.api.enterAsGuest()).body;
    signers.add(decodeProtectedHeader(accessToken).kid!);
    recent.push(accessToken);
    const reader = createTokenVerifier({ keys: read, serviceSecret: "x".repeat(32), audience: "test" });
    // Of the last four minutes: these have not expired.
    for (const token of recent.slice(-5))
      expect([minutes, (await reader.verifyUser(token)).role]).toEqual([minutes, "guest"]);
  }
  expect(signers.size).toBe(4);
});
