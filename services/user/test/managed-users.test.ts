/** Accounts in the hands of those who run the shop: found, given a role, disabled, signed out. */
import { userEvents } from "@shop/contracts/user/events";
import { revokedSessionsKey } from "@shop/contracts/user/sessions";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { anotherAdmin, enter, enterAsAdmin, sessionIdOf, type Entered } from "./admin.ts";
import { mailServer, registered, runUser, serversOfOurOwn, type RunningUser } from "./running-user.ts";

let user: RunningUser;
let ear: BusEar;
let redis: Redis;
let admin: Entered;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  const servers = await serversOfOurOwn();
  user = open.use(await runUser({}, servers));
  ear = open.use(await listenTo(servers.amqpUrl, userEvents));
  redis = new Redis(inject("redisUrl"));
  open.defer(() => redis.disconnect());
  admin = await enterAsAdmin(user);
});
afterAll(() => open[Symbol.asyncDispose]());

type Patch = { roles?: ("customer" | "staff" | "admin")[]; disabled?: boolean };
const patch = (id: string, body: Patch, headers: Record<string, string> = {}) =>
  user.api.updateUser({ params: { id }, body, token: admin.token, headers });
const statusOf = async (id: string) => (await user.api.getUser({ params: { id }, token: admin.token })).body;
const isRevoked = async ({ token }: Entered) =>
  Number(await redis.zscore(revokedSessionsKey, sessionIdOf(token))) > Date.now();

test("a new role ends all sessions with the change, and the next sign-in has it", async () => {
  const person = await registered(user);
  const [phone, desk] = [await enter(user, person), await enter(user, person)];
  const changed = await patch(phone.id, { roles: ["staff"] });
  expect(changed).toMatchObject({ status: 200, body: { roles: ["staff"], disabled: false, version: 2 } });
  expect(changed.headers.get("etag")).toMatch(/^"2-/);
  expect(Object.keys(changed.body).toSorted()).toEqual(
    [
      "createdAt",
      "disabled",
      "email",
      "emailVerified",
      "id",
      "leaving",
      "name",
      "roles",
      "version",
    ].toSorted(),
  );
  for (const each of [phone, desk]) {
    expect(await isRevoked(each)).toBe(true);
    const { refreshToken } = each;
    expect((await user.api.refresh({ body: { refreshToken } })).status).toBe(401);
  }
  expect((await enter(user, person)).roles).toEqual(["staff"]);
  const events = (await ear.eventsOf(phone.id, 4)).slice(2);
  expect(events.map(({ name }) => name)).toEqual(["user.updated", "user.sessions_revoked"]);
});

test("who is disabled cannot sign in, refresh or set a new password, until enabled again", async () => {
  const person = await registered(user);
  const session = await enter(user, person);
  const { email, password } = person;
  await user.api.forgotPassword({ body: { email } });
  const { text } = await until(() => mailServer.mailsTo(email)[1]);
  const token = /token=([\w-]{43})/.exec(text)?.[1] ?? "";

  expect((await patch(session.id, { disabled: true })).body).toMatchObject({ disabled: true });
  expect(await isRevoked(session)).toBe(true);
  const refused = await user.api.logIn({ body: { email, password } });
  const wrong = await user.api.logIn({ body: { email, password: "another one altogether" } });
  expect({ ...refused.problem, requestId: "" }).toEqual({ ...wrong.problem, requestId: "" });
  expect(refused.status).toBe(401);
  expect((await user.api.refresh({ body: { refreshToken: session.refreshToken } })).status).toBe(401);
  const reset = { token, password: "three quiet green lamps" };
  expect(await user.api.resetPassword({ body: reset })).toMatchObject({
    status: 400,
    problem: { code: "auth.invalid_token" },
  });

  expect((await patch(session.id, { disabled: false })).status).toBe(200);
  expect((await user.api.logIn({ body: { email, password } })).status).toBe(200);
  expect((await user.api.refresh({ body: { refreshToken: session.refreshToken } })).status).toBe(401);
});

test("who is disabled and registers again is told why that leads nowhere", async () => {
  const { email, password, name } = await registered(user);
  const { body } = await user.api.logIn({ body: { email, password } });
  await patch(body.user.id, { disabled: true });
  await user.api.register({ body: { email, password, name } });
  const { text } = await until(() => mailServer.mailsTo(email)[1]);
  expect(text).toContain("We have disabled it");
  expect(text).not.toContain("/sign-in");
});

test("who signs in or refreshes while being disabled is out afterwards", async () => {
  const person = await registered(user);
  const { email, password } = person;
  const first = await enter(user, person);
  const tries = Array.from({ length: 12 }, (_, index) =>
    index % 2
      ? user.api.refresh({ body: { refreshToken: first.refreshToken } })
      : user.api.logIn({ body: { email, password } }),
  );
  const [, ...answers] = await Promise.all([patch(first.id, { disabled: true }), ...tries]);
  for (const { body } of answers.filter((answer) => answer.status === 200)) {
    const { refreshToken, accessToken } = body;
    expect((await user.api.refresh({ body: { refreshToken } })).status).toBe(401);
    expect(await redis.zscore(revokedSessionsKey, sessionIdOf(accessToken))).not.toBeNull();
  }
  const left = { "holder.id": first.id, end: null };
  expect(await user.rows("sessions").countDocuments(left)).toBe(0);
});

test("what was seen is what is changed, and of many who saw the same one wins", async () => {
  const { id } = await enter(user, await registered(user));
  expect((await patch(id, {})).body.version).toBe(1);
  expect((await patch(id, { disabled: true }, { "If-Match": '"7"' })).status).toBe(412);
  const races = await Promise.all(
    [1, 2, 3, 4].map((each) => patch(id, { roles: [each % 2 ? "staff" : "admin"] }, { "If-Match": '"1"' })),
  );
  expect(races.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412, 412]);
  expect((await statusOf(id)).version).toBe(2);
  await patch(id, { roles: ["customer"] });
});

test("what no account has is refused", async () => {
  const { id } = await enter(user, await registered(user));
  for (const body of [{ roles: [] }, { roles: ["guest"] }, { roles: ["staff", "admin"] }, { email: "a@b.c" }])
    expect((await patch(id, body as never)).status).toBe(400);
  expect(await patch("nobody", { disabled: true })).toMatchObject({
    status: 404,
    problem: { code: "user.not_found" },
  });
  const { token } = await enter(user, await registered(user));
  expect((await user.api.updateUser({ params: { id }, body: { disabled: true }, token })).status).toBe(403);
});

test("somebody is signed out at one place, or everywhere, as it is listed", async () => {
  const person = await registered(user);
  const [phone, desk] = [await enter(user, person), await enter(user, person)];
  const { id } = phone;
  const list = async () =>
    (await user.api.listUserSessions({ params: { id }, token: admin.token })).body.items;
  expect((await list()).map((each) => each.id)).toEqual([desk, phone].map(({ token }) => sessionIdOf(token)));
  const sessionId = sessionIdOf(phone.token);
  const end = (userId: string) =>
    user.api.endUserSession({ params: { id: userId, sessionId }, token: admin.token });
  expect(await end(admin.id)).toMatchObject({ status: 404, problem: { code: "session.not_found" } });
  expect((await end(id)).status).toBe(204);
  expect([await isRevoked(phone), await isRevoked(desk)]).toEqual([true, false]);
  expect((await user.api.endUserSessions({ params: { id }, token: admin.token })).status).toBe(204);
  expect(await isRevoked(desk)).toBe(true);
  expect(await list()).toEqual([]);
  const nobody = { params: { id: "nobody" }, token: admin.token };
  expect((await user.api.endUserSessions(nobody)).status).toBe(404);
  expect((await user.api.listUserSessions(nobody)).status).toBe(404);
});

test("of admins who demote each other at once one stays, however often it is tried", async () => {
  for (let round = 0; round < 4; round++) {
    const other = await anotherAdmin(user);
    admin = await enterAsAdmin(user);
    const answers = await Promise.all([
      patch(other.id, round % 2 ? { roles: ["staff"] } : { disabled: true }),
      user.api.updateUser({ params: { id: admin.id }, body: { roles: ["customer"] }, token: other.token }),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.problem?.code).toBe("user.last_admin");
    // Whoever stayed makes the first one an admin again.
    const token = answers[0].status === 200 ? admin.token : other.token;
    await user.api.updateUser({ params: { id: admin.id }, body: { roles: ["admin"] }, token });
    admin = await enterAsAdmin(user);
    await patch(other.id, { roles: ["customer"], disabled: true });
  }
  const own = await patch(admin.id, { disabled: true });
  expect(own).toMatchObject({ status: 409, problem: { code: "user.last_admin" } });
  expect((await user.api.logIn({ body: { email: "x", password: "y" } })).status).toBe(401);
});

test("a first admin who was demoted and disabled stays so when the service starts again", async () => {
  const servers = await serversOfOurOwn();
  await using one = await runUser({}, servers);
  const first = await enterAsAdmin(one);
  const other = await anotherAdmin(one);
  const body = { roles: ["customer" as const], disabled: true };
  await one.api.updateUser({ params: { id: first.id }, body, token: other.token });
  await using again = await runUser({}, servers);
  const { body: found } = await again.api.getUser({ params: { id: first.id }, token: other.token });
  expect(found).toMatchObject({ roles: ["customer"], disabled: true });
});
