/** Sessions that began before there was a second factor: they end with the first one. */
import { setTimeout as pause } from "node:timers/promises";
import { revokedSessionsKey } from "@shop/contracts/user/sessions";
import { openRedis } from "@shop/testing/patient-redis";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { sessionIdOf } from "./admin.ts";
import { appOf, challengeFor, goOn, logIn, personWithApp, withApp, withPasskey } from "./factored-person.ts";
import { registered, runUser, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

const refreshed = async (refreshToken: string) => (await user.api.refresh({ body: { refreshToken } })).status;
const sessionOf = (token: string) => user.rows("sessions").findOne({ _id: sessionIdOf(token) as never });

test("with the first factor all other sessions end, and gateways are told; the one that added it goes on", async () => {
  const person = await registered(user);
  const [before, beside] = [(await logIn(user, person)).body, (await logIn(user, person)).body];
  const { accessToken: token, refreshToken } = (await logIn(user, person)).body;
  await withApp(user, token);
  await using redis = await openRedis(inject("redisUrl"));
  for (const old of [before, beside]) {
    expect(await refreshed(old.refreshToken)).toBe(401);
    expect(await sessionOf(old.accessToken)).toMatchObject({ end: { reason: "second_factor_added" } });
    expect(await redis.zscore(revokedSessionsKey, sessionIdOf(old.accessToken))).not.toBeNull();
  }
  expect(await sessionOf(token)).toMatchObject({ end: null, proof: { by: "second_factor" } });
  expect(await refreshed(refreshToken)).toBe(200);
});

test("whoever signs in with the password while the first factor is confirmed is out as well", async () => {
  const person = await registered(user);
  const { accessToken: token, user: me } = (await logIn(user, person)).body;
  const [logins] = await Promise.all([
    Promise.all(Array.from({ length: 6 }, () => logIn(user, person))),
    withPasskey(user, token, me.id),
  ]);
  const begun = logins.filter(({ status }) => status === 200);
  for (const { body } of begun) expect(await refreshed(body.refreshToken)).toBe(401);
  const { items } = (await user.api.listSessions({ token })).body;
  expect(items).toMatchObject([{ id: sessionIdOf(token), current: true }]);
});

test("another factor ends no session: those that are left have shown one", async () => {
  const { person, token, app } = await personWithApp(user);
  const challenge = await challengeFor(user, person);
  const { body } = await user.api.answerChallenge({ body: { challenge, code: app.codeAt(0) } });
  await withApp(user, token);
  expect(await refreshed(body.refreshToken)).toBe(200);
});

test("a first factor that is confirmed while something else is begun is there all the same", async () => {
  const { accessToken: token, user: me } = (await logIn(user, await registered(user))).body;
  const { body } = await user.api.addSecondFactor({ token, body: { kind: "totp" } });
  const begin = () => user.api.addSecondFactor({ token, body: { kind: "passkey" } });
  if (body.kind !== "totp") throw new Error("It is of another kind");
  const code = appOf(body.otpauthUri).codeAt(0);
  const confirming = user.api.confirmSecondFactor({ token, params: { id: body.id }, body: { code } });
  const inTurn = Array.from({ length: 6 }, (_, turn) => pause(turn * 6).then(begin));
  const answers = await Promise.all([confirming, ...inTurn]);
  expect(answers.map(({ status }) => status)).toEqual([200, 201, 201, 201, 201, 201, 201]);
  const row = await user.rows("second_factors").findOne({ _id: me.id as never });
  expect(row).toMatchObject({ factors: [{ id: body.id }] });
});

test("one that has not ended chooses no other password and does not erase the account", async () => {
  const person = await registered(user);
  const { accessToken: before } = (await logIn(user, person)).body;
  const { accessToken: token } = (await logIn(user, person)).body;
  await withApp(user, token);
  await goOn(user, before);
  const { password } = person;
  const change = { currentPassword: password, newPassword: "three quiet green lamps" };
  const changed = await user.api.changePassword({ token: before, body: change });
  const erased = await user.api.requestErasure({ token: before, body: { password } });
  for (const { problem } of [changed, erased])
    expect(problem).toMatchObject({ status: 403, code: "auth.sign_in_again" });
  expect((await user.api.getMe({ token })).status).toBe(200);
  expect((await user.api.changePassword({ token, body: change })).status).toBe(204);
  const gone = await user.api.requestErasure({ token, body: { password: change.newPassword } });
  expect(gone.status).toBe(202);
});
