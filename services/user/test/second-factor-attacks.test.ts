/** What somebody tries who knows the password and has not got the second factor. */
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { challengeFor, logIn, personWithApp } from "./factored-person.ts";
import { disable, registered, runUser, type Person, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

const answer = (challenge: string, code: string) => user.api.answerChallenge({ body: { challenge, code } });
/** One after the other: the sign-in counts those that come at once as guesses. */
async function twentyChallenges(person: Person): Promise<string[]> {
  const challenges = [];
  while (challenges.length < 20) challenges.push(await challengeFor(user, person));
  return challenges;
}
const wins = (answers: readonly { readonly status: number }[]) =>
  answers.filter(({ status }) => status === 200).length;
/** Of an app whose code this is not, in this step or the one before. */
const wrongFor = (app: { codeAt(steps: number): string }) =>
  ["000000", "111111", "222222", "333333"].find(
    (code) => ![-1, 0, 1].map((steps) => app.codeAt(steps)).includes(code),
  ) ?? "";

test("one code at twenty challenges at once lets one in", async () => {
  const { person, app } = await personWithApp(user);
  const challenges = await twentyChallenges(person);
  const code = app.codeAt(0);
  const answers = await Promise.all(challenges.map((challenge) => answer(challenge, code)));
  expect(wins(answers)).toBe(1);
  // Not even later, in what is left of its step.
  expect((await answer(await challengeFor(user, person), code)).status).not.toBe(200);
});

test("one challenge lets one in, however often it is answered at once", async () => {
  const { person, token } = await personWithApp(user);
  const { codes } = (await user.api.makeRecoveryCodes({ token })).body;
  const challenge = await challengeFor(user, person);
  const answers = await Promise.all(codes.map((code) => answer(challenge, code)));
  expect(wins(answers)).toBe(1);
  expect((await answer(challenge, codes[9] ?? "")).problem?.code).toBe("auth.invalid_challenge");
  // Those that came too late to be judged are good still.
  expect((await user.api.listSecondFactors({ token })).body.recoveryCodesLeft).toBeGreaterThanOrEqual(5);
});

test("one recovery code at twenty challenges at once lets one in", async () => {
  const { person, token } = await personWithApp(user);
  const [code = ""] = (await user.api.makeRecoveryCodes({ token })).body.codes;
  const challenges = await twentyChallenges(person);
  const answers = await Promise.all(challenges.map((challenge) => answer(challenge, code)));
  expect(wins(answers)).toBe(1);
});

test("the code with which an app was confirmed signs nobody in", async () => {
  const { person, app, me } = await personWithApp(user);
  const step = Math.floor(Date.now() / 30_000) + 1;
  const owner = { _id: me.id as never };
  await user.rows("second_factors").updateOne(owner, { $set: { "factors.0.lastStep": step } });
  expect((await answer(await challengeFor(user, person), app.codeAt(0))).status).toBe(401);
});

test("the code of another account's app is wrong, and so is its recovery code", async () => {
  const [mine, theirs] = [await personWithApp(user), await personWithApp(user)];
  const [recovery = ""] = (await user.api.makeRecoveryCodes({ token: theirs.token })).body.codes;
  const challenge = await challengeFor(user, mine.person);
  for (const code of [theirs.app.codeAt(0), recovery])
    expect((await answer(challenge, code)).problem?.code).toBe("auth.wrong_second_factor");
  // Nor has it used up the other's.
  expect((await answer(await challengeFor(user, theirs.person), recovery)).status).toBe(200);
});

test("a challenge is over after five answers, also for the right one", async () => {
  const { person, app } = await personWithApp(user);
  const challenge = await challengeFor(user, person);
  const codes = [];
  for (let guess = 1; guess <= 5; guess += 1) codes.push((await answer(challenge, wrongFor(app))).status);
  expect(codes).toEqual([401, 401, 401, 401, 401]);
  const { problem } = await answer(challenge, app.codeAt(0));
  expect(problem).toMatchObject({ status: 401, code: "auth.invalid_challenge" });
});

test("guessing over ever new challenges is throttled; the owner still gets in by a recovery code, and a new password begins anew", async () => {
  const { person, token, app } = await personWithApp(user);
  const [recovery = ""] = (await user.api.makeRecoveryCodes({ token })).body.codes;
  const guess = async (code: string) => answer(await challengeFor(user, person), code);
  for (let tries = 1; tries <= 10; tries += 1) expect((await guess(wrongFor(app))).status).toBe(401);
  const refused = await guess(app.codeAt(0));
  expect(refused.problem).toMatchObject({ status: 429, code: "auth.too_many_attempts" });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  const { status, body } = await guess(recovery);
  expect(status).toBe(200);
  const newPassword = "three quiet green lamps";
  await user.api.changePassword({
    token: body.accessToken,
    body: { currentPassword: person.password, newPassword },
  });
  const challenge = await challengeFor(user, { ...person, password: newPassword });
  expect((await answer(challenge, app.codeAt(0))).status).toBe(200);
});

test("a challenge of a password that was changed meanwhile is void", async () => {
  const { person, token, app } = await personWithApp(user);
  const challenge = await challengeFor(user, person);
  const body = { currentPassword: person.password, newPassword: "three quiet green lamps" };
  expect((await user.api.changePassword({ token, body })).status).toBe(204);
  expect((await answer(challenge, app.codeAt(0))).problem?.code).toBe("auth.invalid_challenge");
});

test("a challenge is good for five minutes, and lies as a hash", async () => {
  const { person, app, me } = await personWithApp(user);
  const challenge = await challengeFor(user, person);
  const rows = user.rows("login_challenges");
  expect(JSON.stringify(await rows.find({ "account.id": me.id }).toArray())).not.toContain(challenge);
  await rows.updateMany({ "account.id": me.id }, { $set: { expiresAt: new Date() } });
  expect((await answer(challenge, app.codeAt(0))).problem?.code).toBe("auth.invalid_challenge");
});

test("an unknown and a wrong one are answered as they were without second factors", async () => {
  const { person } = await personWithApp(user);
  const wrong = await logIn(user, { ...person, password: "not this one" });
  const plain = await logIn(user, { ...(await registered(user)), password: "not this one" });
  const unknown = await logIn(user, { email: `x${person.email}`, password: "not this one" });
  const told = [wrong, plain, unknown].map(({ problem }) => ({ ...problem, requestId: "" }));
  expect(told[0]).toMatchObject({ status: 401, code: "auth.invalid_credentials" });
  expect(told[1]).toEqual(told[0]);
  expect(told[2]).toEqual(told[0]);
});

test.each([
  { challenge: { $ne: null }, code: "000000" },
  { challenge: "x", code: { $gt: "" } },
  { challenge: ["x"], code: "000000" },
  { challenge: "x", code: "000000", userId: "somebody" },
  { challenge: "x", code: "000000", assertion: {} },
  { challenge: "x" },
  { code: "000000" },
])("what is no answer is refused before anything is looked up: %j", async (body) => {
  const { status } = await user.api.answerChallenge({ body: body as never });
  expect(status).toBe(400);
});

test("nothing is set beside what may be asked for", async () => {
  const { token, app } = await personWithApp(user);
  const forged = { kind: "totp", confirmed: true, secret: "JBSWY3DPEHPK3PXP" };
  expect((await user.api.addSecondFactor({ token, body: forged as never })).status).toBe(400);
  const remove = { token, params: { id: app.id } };
  for (const body of [{}, { password: { $ne: "" } }, undefined])
    expect((await user.api.removeSecondFactor({ ...remove, body: body as never })).status).toBe(400);
});

test("who is disabled between the password and the code is not let in", async () => {
  const { person, app, me } = await personWithApp(user);
  const challenge = await challengeFor(user, person);
  await disable(user, me.id);
  expect((await answer(challenge, app.codeAt(0))).problem?.code).toBe("auth.invalid_challenge");
  // Nor told that the password was right.
  expect((await logIn(user, person)).problem?.code).toBe("auth.invalid_credentials");
});

test("what happens at the second step is in the security log, without a code", async () => {
  const { person, app, me } = await personWithApp(user);
  const challenge = await challengeFor(user, person);
  await answer(challenge, wrongFor(app));
  const code = app.codeAt(0);
  await answer(challenge, code);
  const events = await until(() => {
    const ofMe = user.lines.flatMap(({ security }) => (security as { userId?: string; event: string }) ?? []);
    const names = ofMe.filter(({ userId }) => userId === me.id).map(({ event }) => event);
    return names.at(-1) === "login_succeeded" && names.length > 4 ? names : undefined;
  });
  expect(events.slice(1)).toEqual([
    "second_factor_added",
    "second_factor_asked",
    "second_factor_failed",
    "login_succeeded",
  ]);
  for (const secret of [challenge, code, person.email])
    expect(JSON.stringify(user.lines)).not.toContain(secret);
});
