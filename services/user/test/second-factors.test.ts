/** A second factor as it is added, shown at the sign-in, and given up. */
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { challengeFor, logIn, personWithApp, withApp } from "./factored-person.ts";
import { registered, runUser, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

const answer = (challenge: string, code: string) => user.api.answerChallenge({ body: { challenge, code } });
const rowsOf = (ownerId: string) => user.rows("second_factors").findOne({ _id: ownerId as never });
const refresh = (refreshToken: string) => user.api.refresh({ body: { refreshToken } });

test("who has an app signs in with its code after the password, and not without", async () => {
  const { person, app } = await personWithApp(user);
  const { problem, headers } = await logIn(user, person);
  expect(problem).toMatchObject({ status: 401, code: "auth.second_factor_required", kinds: ["totp"] });
  expect(headers.get("cache-control")).toBe("no-store");
  const { status, body } = await answer(String(problem?.["challenge"]), ` ${app.codeAt(0)} `);
  expect(status).toBe(200);
  expect(body).toMatchObject({ kind: "account", user: { email: person.email } });
  expect((await user.api.getMe({ token: body.accessToken })).status).toBe(200);
});

test("one that was not confirmed is not asked for, and is confirmed by no wrong code", async () => {
  const person = await registered(user);
  const { accessToken: token } = (await logIn(user, person)).body;
  const { body } = await user.api.addSecondFactor({ token, body: { kind: "totp" } });
  const confirmed = await user.api.confirmSecondFactor({
    token,
    params: { id: body.id },
    body: { code: "000000" },
  });
  expect(confirmed.problem).toMatchObject({
    status: 400,
    code: "second_factor.wrong_code",
    errors: [{ path: "code" }],
  });
  expect((await logIn(user, person)).status).toBe(200);
  const { items } = (await user.api.listSecondFactors({ token })).body;
  expect(items).toMatchObject([{ id: body.id, kind: "totp", confirmed: false, lastUsedAt: null }]);
});

test("the secret is told once, and lies sealed", async () => {
  const person = await registered(user);
  const { accessToken: token, user: me } = (await logIn(user, person)).body;
  const { body } = await user.api.addSecondFactor({ token, body: { kind: "totp" } });
  const uri = new URL(body.kind === "totp" ? body.otpauthUri : "");
  expect([uri.protocol, uri.host]).toEqual(["otpauth:", "totp"]);
  expect(decodeURIComponent(uri.pathname)).toBe(`/SuperCoolShop:${person.email}`);
  const secret = uri.searchParams.get("secret") ?? "";
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const row = await rowsOf(me.id);
  expect(row).toMatchObject({ pending: [{ secret: expect.stringMatching(/^v1\./) }] });
  for (const where of [row, user.lines, (await user.api.listSecondFactors({ token })).body])
    expect(JSON.stringify(where)).not.toContain(secret);
});

test("a recovery code opens once in place of the app; asking again voids the ten of before", async () => {
  const { person, token, me } = await personWithApp(user);
  const make = async () => (await user.api.makeRecoveryCodes({ token })).body.codes;
  const old = await make();
  const codes = await make();
  expect(new Set([...old, ...codes]).size).toBe(20);
  for (const code of codes) expect(code).toMatch(/^[a-z2-7]{6}(-[a-z2-7]{6}){3}$/);
  const [first = "", second = ""] = codes;
  const challenge = await challengeFor(user, person);
  expect((await answer(challenge, old[0] ?? "")).status).toBe(401);
  expect((await answer(challenge, first.toUpperCase().replaceAll("-", " "))).status).toBe(200);
  const again = await challengeFor(user, person);
  expect((await answer(again, first)).problem?.code).toBe("auth.wrong_second_factor");
  expect((await answer(again, second)).status).toBe(200);
  const list = await user.api.listSecondFactors({ token });
  expect(list.body.recoveryCodesLeft).toBe(8);
  expect(JSON.stringify(await rowsOf(me.id))).not.toContain(codes[3]);
});

test("recovery codes are for who has something to recover", async () => {
  const { accessToken: token } = (await logIn(user, await registered(user))).body;
  const { problem } = await user.api.makeRecoveryCodes({ token });
  expect(problem).toMatchObject({ status: 409, code: "second_factor.none" });
});

test("removing one needs the password; afterwards the password is enough, and the recovery codes are gone", async () => {
  const { person, token, app } = await personWithApp(user);
  await user.api.makeRecoveryCodes({ token });
  const remove = (password: string, id = app.id) =>
    user.api.removeSecondFactor({ token, params: { id }, body: { password } });
  expect((await remove("not this one")).problem).toMatchObject({ status: 403, code: "auth.wrong_password" });
  expect((await remove(person.password, "nobodys")).status).toBe(404);
  expect((await remove(person.password)).status).toBe(204);
  expect((await logIn(user, person)).status).toBe(200);
  expect((await user.api.listSecondFactors({ token })).body).toMatchObject({
    items: [],
    recoveryCodesLeft: 0,
  });
});

test("one that was never confirmed is given up without a word to its owner", async () => {
  const { person, token, me } = await personWithApp(user);
  const { body: pending } = await user.api.addSecondFactor({ token, body: { kind: "totp" } });
  const remove = () =>
    user.api.removeSecondFactor({ token, params: { id: pending.id }, body: { password: person.password } });
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
  expect(await user.rows("notices").countDocuments({ accountId: me.id, kind: "second_factor_removed" })).toBe(
    0,
  );
});

test("an app whose secret can be opened no more is one that is lost: the others are good, and so is a recovery code", async () => {
  const { person, token, me, app } = await personWithApp(user);
  const other = await withApp(user, token);
  const { codes } = (await user.api.makeRecoveryCodes({ token })).body;
  const lost = { $set: { "factors.$[app].secret": "sealed with another secret" } };
  const owner = { _id: me.id as never };
  await user.rows("second_factors").updateOne(owner, lost, { arrayFilters: [{ "app.id": app.id }] });
  const answered = async (code: string) =>
    (await answer(await challengeFor(user, person), code)).problem?.code ?? "in";
  expect(await answered(app.codeAt(0))).toBe("auth.wrong_second_factor");
  expect(await answered(other.codeAt(0))).toBe("in");
  expect(await answered(codes[0]!)).toBe("in");
});

test("a list goes on where its page ended", async () => {
  const { token } = await personWithApp(user);
  await withApp(user, token);
  const first = (await user.api.listSecondFactors({ token, query: { limit: "1" } })).body;
  const second = await user.api.listSecondFactors({ token, query: { limit: "1", cursor: first.next ?? "" } });
  expect([first.items.length, second.body.items.length, second.body.next]).toEqual([1, 1, null]);
  expect(second.body.items[0]?.id).not.toBe(first.items[0]?.id);
});

const ageOf = (token: string, by: "password" | "second_factor", minutes: number) =>
  user
    .rows("sessions")
    .updateOne(
      { _id: String(decodeJwt(token)["sid"]) as never },
      { $set: { proof: { by, at: new Date(Date.now() - minutes * 60_000) } } },
    );

test("a session that was stolen later adds no factor and makes no recovery codes", async () => {
  const { token } = await personWithApp(user);
  const statuses = async () => [
    (await user.api.addSecondFactor({ token, body: { kind: "totp" } })).problem?.code,
    (await user.api.makeRecoveryCodes({ token })).problem?.code,
  ];
  await ageOf(token, "second_factor", 11);
  expect(await statuses()).toEqual(["auth.sign_in_again", "auth.sign_in_again"]);
  await ageOf(token, "second_factor", 9);
  expect(await statuses()).toEqual([undefined, undefined]);
});

test("who has a factor shows one before it is changed: an older session with the password does not", async () => {
  const { person, token, app } = await personWithApp(user);
  await ageOf(token, "password", 1);
  const remove = { token, params: { id: app.id }, body: { password: person.password } };
  expect((await user.api.removeSecondFactor(remove)).problem?.code).toBe("auth.sign_in_again");
  expect((await user.api.addSecondFactor({ token, body: { kind: "totp" } })).status).toBe(403);
  expect((await user.api.makeRecoveryCodes({ token })).status).toBe(403);
});

test("somebody else's factor is one that is not there", async () => {
  const mine = await personWithApp(user);
  const theirs = await personWithApp(user);
  const params = { id: theirs.app.id };
  const { password } = mine.person;
  const removed = await user.api.removeSecondFactor({ token: mine.token, params, body: { password } });
  const confirmed = await user.api.confirmSecondFactor({
    token: mine.token,
    params,
    body: { code: theirs.app.codeAt(0) },
  });
  expect([removed.status, confirmed.status]).toEqual([404, 404]);
});

test("there are ten at most", async () => {
  const { token } = await personWithApp(user);
  for (let more = 2; more <= 10; more += 1) await withApp(user, token);
  const { problem } = await user.api.addSecondFactor({ token, body: { kind: "totp" } });
  expect(problem).toMatchObject({ status: 409, code: "second_factor.too_many" });
});

test("a session remembers through a refresh how it was proved", async () => {
  const { refreshToken, token } = await personWithApp(user);
  expect((await refresh(refreshToken)).status).toBe(200);
  const session = await user.rows("sessions").findOne({ _id: String(decodeJwt(token)["sid"]) as never });
  expect(session).toMatchObject({ proof: { by: "second_factor" } });
});
