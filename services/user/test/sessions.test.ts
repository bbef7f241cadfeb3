import { createHash, randomBytes } from "node:crypto";
import { userApi } from "@shop/contracts/user/api";
import { userEvents } from "@shop/contracts/user/events";
import { revokedSessionsKey } from "@shop/contracts/user/sessions";
import { openRedis } from "@shop/testing/patient-redis";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { createClient } from "@shop/testing/http";
import { until } from "@shop/testing/until";
import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from "vitest";
import { runUser, signedIn, type RunningUser } from "./running-user.ts";

const day = 24 * 60 * 60_000;

let user: RunningUser;
let ear: BusEar;
const redis = await openRedis(inject("redisUrl"));
const open = new AsyncDisposableStack();
beforeAll(async () => {
  user = open.use(await runUser());
  open.use(redis);
  ear = open.use(await listenTo(user.amqpUrl, userEvents));
});
afterAll(() => open[Symbol.asyncDispose]());
afterEach(() => void vi.useRealTimers());

const refreshWith = (refreshToken: string) => user.api.refresh({ body: { refreshToken } });
const sessionIdOf = (accessToken: string) => String(decodeJwt(accessToken)["sid"]);

test("a refresh token gives a new pair once, and the new one gives the next", async () => {
  const first = await signedIn(user);
  const second = await refreshWith(first.refreshToken);
  expect(second.status).toBe(200);
  expect(second.body).toMatchObject({ kind: "account", expiresIn: 300, user: first.user });
  expect(second.body.refreshToken).not.toBe(first.refreshToken);
  expect(sessionIdOf(second.body.accessToken)).toBe(sessionIdOf(first.accessToken));
  expect((await user.api.getMe({ token: second.body.accessToken })).status).toBe(200);
  expect((await refreshWith(second.body.refreshToken)).status).toBe(200);
});

test("two refreshes within a second give different access tokens", async () => {
  const first = await signedIn(user);
  const { body: second } = await refreshWith(first.refreshToken);
  const { body: third } = await refreshWith(second.refreshToken);
  const tokens = [first, second, third].map(({ accessToken }) => accessToken);
  expect(new Set(tokens).size).toBe(3);
  expect(new Set(tokens.map((token) => decodeJwt(token).jti)).size).toBe(3);
  expect(decodeJwt(third.accessToken).iat! - decodeJwt(first.accessToken).iat!).toBeLessThanOrEqual(1);
});

test("a guest stays the same guest through refreshes", async () => {
  const { body } = await user.api.enterAsGuest();
  const { body: next } = await refreshWith(body.refreshToken);
  expect(next).toMatchObject({ kind: "guest", guest: body.guest });
  expect(next).not.toHaveProperty("user");
});

test("a role that was changed shows in the next token", async () => {
  const { refreshToken, user: me } = await signedIn(user);
  await user.rows("accounts").updateOne({ email: me.email }, { $set: { role: "staff" } });
  const { body } = await refreshWith(refreshToken);
  expect(decodeJwt(body.accessToken)["roles"]).toEqual(["staff"]);
  expect(body).toMatchObject({ user: { roles: ["staff"] } });
});

test("an old token used again ends the whole family, says so to all gateways, and is logged", async () => {
  const { body: first } = await user.api.enterAsGuest();
  const { body: second } = await refreshWith(first.refreshToken);
  const reused = await refreshWith(first.refreshToken);
  expect([reused.status, reused.problem?.code]).toEqual([401, "auth.invalid_refresh_token"]);
  expect(reused.headers.get("www-authenticate")).toBe("Bearer");
  expect((await refreshWith(second.refreshToken)).status).toBe(401);

  const sessionId = sessionIdOf(first.accessToken);
  expect(await ear.eventsOf(first.guest.id, 1)).toMatchObject([
    { name: "user.sessions_revoked", data: { sessionIds: [sessionId] } },
  ]);
  expect(await redis.zscore(revokedSessionsKey, sessionId)).not.toBeNull();
  expect(user.lines.map(({ security }) => security)).toContainEqual(
    expect.objectContaining({ event: "refresh_token_reused", sessionId, userId: first.guest.id }),
  );
});

test("of two refreshes at once exactly one wins, and the family is ended, in a hundred rounds", async () => {
  for (let round = 1; round <= 100; round++) {
    const { body } = await user.api.enterAsGuest();
    const answers = await Promise.all([refreshWith(body.refreshToken), refreshWith(body.refreshToken)]);
    const statuses = new Set(answers.map(({ status }) => status));
    expect([round, statuses]).toEqual([round, new Set([200, 401])]);
    const winner = answers.find(({ status }) => status === 200)!.body;
    expect([round, (await refreshWith(winner.refreshToken)).status]).toEqual([round, 401]);
  }
});

test("a client that lost the answer to a refresh must sign in again, and no second family member lives", async () => {
  const { refreshToken, accessToken, user: me } = await signedIn(user);
  await refreshWith(refreshToken);
  expect((await refreshWith(refreshToken)).status).toBe(401);
  const session = await user.rows("sessions").findOne({ "holder.id": me.id });
  expect(session).toMatchObject({ _id: sessionIdOf(accessToken), end: { reason: "token_reused" } });
  expect(await user.rows("sessions").countDocuments({ "holder.id": me.id, end: null })).toBe(0);
});

test("a token that was never given out is refused and ends nothing", async () => {
  const { body } = await user.api.enterAsGuest();
  expect((await refreshWith(randomBytes(32).toString("base64url"))).status).toBe(401);
  expect((await refreshWith(body.accessToken.slice(0, 100))).status).toBe(401);
  expect((await refreshWith(body.refreshToken)).status).toBe(200);
});

test("the database holds a refresh token only as its SHA-256", async () => {
  const { body } = await user.api.enterAsGuest();
  expect(Buffer.from(body.refreshToken, "base64url")).toHaveLength(32);
  const hash = createHash("sha256").update(body.refreshToken).digest("base64url");
  expect(await user.rows("refresh_tokens").countDocuments({ _id: hash as never })).toBe(1);
  for (const collection of ["refresh_tokens", "sessions"])
    expect(JSON.stringify(await user.rows(collection).find().toArray())).not.toContain(body.refreshToken);
});

test("a session that was not used for 30 days is over", async () => {
  const { body } = await user.api.enterAsGuest();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 30 * day });
  expect((await refreshWith(body.refreshToken)).status).toBe(401);
});

test("a session is over after 90 days, however often it was used", async () => {
  let { refreshToken } = (await user.api.enterAsGuest()).body;
  const start = Date.now();
  for (const days of [29, 58, 87, 89]) {
    vi.useFakeTimers({ toFake: ["Date"], now: start + days * day });
    ({ refreshToken } = (await refreshWith(refreshToken)).body);
  }
  vi.useFakeTimers({ toFake: ["Date"], now: start + 90 * day });
  expect((await refreshWith(refreshToken)).status).toBe(401);
});

test("logging out kills the refresh token at once and tells the gateways which session", async () => {
  const before = Date.now();
  const { accessToken, refreshToken, user: me } = await signedIn(user);
  const signedInClient = createClient(user.url, userApi, { token: accessToken });
  expect((await signedInClient.logOut()).status).toBe(204);
  expect((await refreshWith(refreshToken)).status).toBe(401);

  const sessionId = sessionIdOf(accessToken);
  const score = Number(await redis.zscore(revokedSessionsKey, sessionId));
  expect(score).toBeGreaterThanOrEqual(before + 300_000);
  expect(score).toBeLessThan(Date.now() + 7 * 60_000);
  expect((await signedInClient.logOut()).status).toBe(204);
  // The account has announced its beginning before.
  const [, , ...announced] = await ear.eventsOf(me.id, 3);
  expect(announced).toMatchObject([
    { name: "user.sessions_revoked", sequence: 3, data: { userId: me.id, sessionIds: [sessionId] } },
  ]);
});

test("logging out of one session leaves the others alone, for guests too", async () => {
  const { body: guest } = await user.api.enterAsGuest();
  const { body: other } = await user.api.enterAsGuest();
  expect((await user.api.logOut({ token: guest.accessToken })).status).toBe(204);
  expect((await refreshWith(guest.refreshToken)).status).toBe(401);
  expect((await refreshWith(other.refreshToken)).status).toBe(200);
});

test("handling its own event writes the revocation when Redis was away at the time", async () => {
  const { body } = await user.api.enterAsGuest();
  const sessionId = sessionIdOf(body.accessToken);
  const occurredAt = new Date();
  const revoked = userEvents.sessionsRevoked.of({ userId: body.guest.id, sessionIds: [sessionId] });
  await redis.zadd(revokedSessionsKey, 1, "a-session-that-is-long-over");
  await ear.say(revoked, { occurredAt: occurredAt.toISOString(), aggregateId: body.guest.id });
  const score = await until(() => redis.zscore(revokedSessionsKey, sessionId));
  expect(Number(score)).toBe(occurredAt.getTime() + 6 * 60_000);
  await until(async () => (await redis.zscore(revokedSessionsKey, "a-session-that-is-long-over")) === null);
});

test("another service is told whether a session has ended, and nobody else is", async () => {
  const { accessToken } = await signedIn(user);
  const params = { id: sessionIdOf(accessToken) };
  expect((await user.internal.getSession({ params })).body).toEqual({ ended: false });
  await user.api.logOut({ token: accessToken });
  expect((await user.internal.getSession({ params })).body).toEqual({ ended: true });
  expect((await user.internal.getSession({ params: { id: "nobody-s" } })).body).toEqual({ ended: true });
  const asked = await fetch(`${user.url}/internal/sessions/${params.id}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect(asked.status).toBe(401);
});
