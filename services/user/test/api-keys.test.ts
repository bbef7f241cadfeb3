/** Programs' keys: made, shown once, exchanged and ended. */
import { randomUUID } from "node:crypto";
import { revokedSessionsKey } from "@shop/contracts/user/sessions";
import { userEvents } from "@shop/contracts/user/events";
import { hashOfApiKey, isWellFormed } from "@shop/kit/auth/api-keys";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { Redis } from "ioredis";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { anotherAdmin, enter, enterAsAdmin } from "./admin.ts";
import { registered, runUser, serversOfOurOwn, signedIn, type RunningUser } from "./running-user.ts";

let user: RunningUser;
let ear: BusEar;
let redis: Redis;
let token: string;
let adminId: string;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  const servers = await serversOfOurOwn();
  user = open.use(await runUser({}, servers));
  ear = open.use(await listenTo(servers.amqpUrl, userEvents));
  redis = new Redis(inject("redisUrl"));
  open.defer(() => redis.disconnect());
  ({ token, id: adminId } = await enterAsAdmin(user));
});
afterAll(() => open[Symbol.asyncDispose]());

const make = async (changes: { expiresAt?: string } = {}) => {
  const name = `ERP ${randomUUID()}`;
  const body = { name, scopes: ["orders:read", "catalog:write", "orders:read"] as const, ...changes };
  return (await user.api.createApiKey({ body: { ...body, scopes: [...body.scopes] }, token })).body;
};
const exchange = async (key: string) =>
  (await user.internal.exchangeApiKey({ body: { keyHash: hashOfApiKey(key) } })).body.token;
const listed = async () => (await user.api.listApiKeys({ query: { limit: 100 }, token })).body.items;

test("a key is shown once, and lies nowhere in clear", async () => {
  const { key, ...shown } = await make();
  expect(isWellFormed(key)).toBe(true);
  expect(shown).toMatchObject({
    scopes: ["orders:read", "catalog:write"],
    expiresAt: null,
    lastUsedAt: null,
  });
  expect(shown.createdBy).toBe(adminId);
  expect(await listed()).toContainEqual(shown);
  const kept = JSON.stringify([await user.rows("api_keys").find().toArray(), await listed(), user.lines]);
  expect(kept).not.toContain(key.slice(4, 30));
});

test("it is exchanged for a token of staff that is narrowed to its scopes, and whose session it is", async () => {
  const { key, id } = await make();
  const { accessToken, expiresAt } = (await exchange(key))!;
  const claims = decodeJwt(accessToken);
  expect(claims).toMatchObject({ sub: id, sid: id, roles: ["staff"], scope: "orders:read catalog:write" });
  expect(claims.exp! * 1_000 - Date.parse(expiresAt)).toBeLessThan(1_000);
  expect((await user.internal.getSession({ params: { id } })).body).toEqual({ ended: false });
  for (const narrowed of [accessToken, key]) {
    const status = narrowed === key ? 401 : 403;
    expect((await user.api.getMe({ token: narrowed })).status).toBe(status);
    expect((await user.api.listApiKeys({ token: narrowed })).status).toBe(status);
    expect((await user.api.listUsers({ token: narrowed })).status).toBe(status);
    expect((await user.api.logOut({ token: narrowed })).status).toBe(status);
  }
});

test("its last use is noted once a minute", async () => {
  const { key, id } = await make();
  const lastUsed = async () => (await listed()).find((each) => each.id === id)?.lastUsedAt;
  await exchange(key);
  const first = await lastUsed();
  expect(Date.parse(first!)).toBeGreaterThan(Date.now() - 60_000);
  await exchange(key);
  expect(await lastUsed()).toBe(first);
  const before = new Date(Date.now() - 60_001);
  await user.rows("api_keys").updateOne({ _id: id as never }, { $set: { lastUsedAt: before } });
  await Promise.all([exchange(key), exchange(key)]);
  expect(Date.parse((await lastUsed())!)).toBeGreaterThan(before.getTime() + 60_000);
});

test("its end is announced once, told to the gateways at once, and there is no way back", async () => {
  const { key, id } = await make();
  const ends = await Promise.all([1, 2, 3].map(() => user.api.endApiKey({ params: { id }, token })));
  expect(ends.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 404, 404]);
  expect(await exchange(key)).toBeNull();
  expect(Number(await redis.zscore(revokedSessionsKey, id))).toBeGreaterThan(Date.now() + 300_000);
  expect((await user.internal.getSession({ params: { id } })).body).toEqual({ ended: true });
  expect(await ear.eventsOf(id, 1)).toMatchObject([
    { name: "user.sessions_revoked", data: { userId: id, sessionIds: [id] } },
  ]);
  expect((await listed()).map((each) => each.id)).not.toContain(id);
  const unknown = await user.api.endApiKey({ params: { id: "nobodys" }, token });
  expect(unknown).toMatchObject({ status: 404, problem: { code: "api_key.not_found" } });
});

test("its token ends with it, and one that has expired is none, though it is listed until it is ended", async () => {
  const soon = new Date(Date.now() + 60_000).toISOString();
  const { key, id } = await make({ expiresAt: soon });
  const { accessToken, expiresAt } = (await exchange(key))!;
  expect(expiresAt).toBe(soon);
  expect(decodeJwt(accessToken).exp).toBe(Math.ceil(Date.parse(soon) / 1_000));
  await user.rows("api_keys").updateOne({ _id: id as never }, { $set: { expiresAt: new Date() } });
  expect(await exchange(key)).toBeNull();
  expect((await user.internal.getSession({ params: { id } })).body).toEqual({ ended: true });
  expect((await listed()).map((each) => each.id)).toContain(id);
});

test("what is asked for is looked at", async () => {
  const good = { name: "ERP", scopes: ["orders:read"] };
  for (const wrong of [
    { scopes: [] },
    { scopes: ["admin"] },
    { scopes: "orders:read" },
    { name: "" },
    { name: "a\nb" },
    { expiresAt: "tomorrow" },
    { createdBy: "me" },
  ]) {
    const body = { ...good, ...wrong } as never;
    expect(await user.api.createApiKey({ body, token })).toMatchObject({ status: 400 });
  }
  const body = { ...good, expiresAt: "2020-01-01T00:00:00Z" } as never;
  expect(await user.api.createApiKey({ body, token })).toMatchObject({
    status: 400,
    problem: { code: "api_key.expires_in_past", errors: [{ path: "expiresAt" }] },
  });
});

test("only admins see, make and end keys, and only the gateway exchanges them", async () => {
  const { key, id } = await make();
  const { accessToken } = await signedIn(user);
  expect((await user.api.listApiKeys({ token: accessToken })).status).toBe(403);
  expect((await user.api.endApiKey({ params: { id }, token: accessToken })).status).toBe(403);
  const response = await fetch(`${user.url}/internal/api-keys/exchange`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ keyHash: hashOfApiKey(key) }),
  });
  expect(response.status).toBe(401);
});

test("a key outlives the role of who made it", async () => {
  const maker = await anotherAdmin(user);
  const body = { name: "Warehouse", scopes: ["catalog:write" as const] };
  const { key } = (await user.api.createApiKey({ body, token: maker.token })).body;
  const patch = { roles: ["customer" as const], disabled: true };
  expect((await user.api.updateUser({ params: { id: maker.id }, body: patch, token })).status).toBe(200);
  expect(await exchange(key)).not.toBeNull();
});

test("pages go on where they ended", async () => {
  const { token: other } = await enter(user, await registered(user));
  expect((await user.api.listApiKeys({ token: other })).status).toBe(403);
  const all = (await listed()).map(({ id }) => id);
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const query = { limit: 2, ...(typeof cursor === "string" && { cursor }) };
    const { items, next } = (await user.api.listApiKeys({ query, token })).body;
    seen.push(...items.map(({ id }) => id));
    cursor = next;
  } while (cursor !== null);
  expect(seen).toEqual(all);
});
