/** Another password, chosen by who is signed in or by who has the mail. */
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aPerson, mailServer, registered, runUser, type Person, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

const better = "three quiet green lamps";
const logIn = ({ email, password }: Pick<Person, "email" | "password">) =>
  user.api.logIn({ body: { email, password } });
const refresh = (refreshToken: string) => user.api.refresh({ body: { refreshToken } });

const linkIn = (mail: { readonly text: string } | undefined): string | undefined =>
  /http:\/\/localhost:8080\/reset-password\?token=([\w-]{43})$/m.exec(mail?.text ?? "")?.[1];

/** `typed`: how its owner writes it. */
async function forgot(email: string, typed = email): Promise<string> {
  const before = mailServer.mailsTo(email).length;
  expect((await user.api.forgotPassword({ body: { email: typed } })).status).toBe(202);
  return until(() => linkIn(mailServer.mailsTo(email).slice(before).at(-1)));
}

const reset = (token: string, password = better) => user.api.resetPassword({ body: { token, password } });

test("of two changes at once that name the same password one is made", async () => {
  const person = await registered(user);
  const { accessToken: token } = (await logIn(person)).body;
  const passwords = [better, `${better} again`];
  const answers = await Promise.all(
    passwords.map((newPassword) =>
      user.api.changePassword({ token, body: { currentPassword: person.password, newPassword } }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 403]);
  const signedIn = await Promise.all(passwords.map((password) => logIn({ ...person, password })));
  expect(signedIn.map(({ status }) => status === 200)).toEqual(answers.map(({ status }) => status === 204));
});

test("who is signed in chooses another password: this session goes on, the others end", async () => {
  const person = await registered(user);
  const [here, there] = [(await logIn(person)).body, (await logIn(person)).body];
  const change = (currentPassword: string, newPassword = better) =>
    user.api.changePassword({ token: here.accessToken, body: { currentPassword, newPassword } });
  expect((await change("not this one")).problem).toMatchObject({ status: 403, code: "auth.wrong_password" });
  expect((await change(person.password, person.email)).problem).toMatchObject({
    status: 400,
    errors: [{ path: "newPassword" }],
  });
  expect((await change(person.password)).status).toBe(204);
  expect((await refresh(there.refreshToken)).status).toBe(401);
  expect((await refresh(here.refreshToken)).status).toBe(200);
  expect((await logIn(person)).status).toBe(401);
  expect((await logIn({ ...person, password: better })).status).toBe(200);
});

test("a new password that is too common is refused before the current one is looked at", async () => {
  const { accessToken: token } = (await logIn(await registered(user))).body;
  const body = { currentPassword: "a guess", newPassword: "password1" };
  expect((await user.api.changePassword({ token, body })).problem?.code).toBe("auth.common_password");
});

test("guessing the current password counts as guessing at the sign-in", async () => {
  const person = await registered(user);
  const { accessToken: token } = (await logIn(person)).body;
  const guess = () =>
    user.api.changePassword({ token, body: { currentPassword: "a guess", newPassword: better } });
  const statuses = [];
  for (let round = 0; round < 6; round += 1) statuses.push((await guess()).status);
  expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
  expect((await logIn(person)).status).toBe(429);
});

test("the link of the mail sets another password once, and ends every session", async () => {
  const person = await registered(user);
  const { refreshToken } = (await logIn(person)).body;
  const token = await forgot(person.email, ` ${person.email.toUpperCase()} `);
  expect((await reset(token, "password1")).problem).toMatchObject({ code: "auth.common_password" });
  expect((await reset(token)).status).toBe(204);
  expect((await refresh(refreshToken)).status).toBe(401);
  expect((await logIn({ ...person, password: better })).status).toBe(200);
  expect((await reset(token, "another quiet lamp")).problem).toMatchObject({
    status: 400,
    code: "auth.invalid_token",
  });
});

test("of ten that use one link at once, one sets the password", async () => {
  const person = await registered(user);
  const token = await forgot(person.email);
  const passwords = Array.from({ length: 10 }, (_, index) => `${better} ${index}`);
  const answers = await Promise.all(passwords.map((password) => reset(token, password)));
  const [index, ...more] = answers.flatMap(({ status }, each) => (status === 204 ? [each] : []));
  expect(more).toEqual([]);
  expect((await logIn({ ...person, password: passwords[index ?? 0] ?? "" })).status).toBe(200);
});

test("a later link makes an earlier one no worse, and each of them is over when one was used", async () => {
  const person = await registered(user);
  const [first, second] = [await forgot(person.email), await forgot(person.email)];
  expect((await reset(first)).status).toBe(204);
  expect((await reset(second)).status).toBe(400);
});

test("an address without an account is answered alike, and gets no mail", async () => {
  const { email } = aPerson();
  const known = await user.api.forgotPassword({ body: { email: (await registered(user)).email } });
  const unknown = await user.api.forgotPassword({ body: { email } });
  expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
  // The mail of somebody who asked later has come.
  await forgot((await registered(user)).email);
  expect(mailServer.mailsTo(email)).toEqual([]);
});

test("a link that is an hour old is not good any more, and no later one makes it good again", async () => {
  const { email } = await registered(user);
  const token = await forgot(email);
  const rows = user.rows("password_resets");
  await rows.updateOne({ _id: email as never }, { $set: { "tokens.$[].goodUntil": new Date() } });
  expect((await reset(token)).status).toBe(400);
  const later = await forgot(email);
  expect((await reset(token)).status).toBe(400);
  expect(await rows.findOne({ _id: email as never })).toMatchObject({ tokens: [{}] });
  expect((await reset(later)).status).toBe(204);
});

test("a link that was mailed before another password was chosen sets none", async () => {
  const person = await registered(user);
  const { accessToken: token } = (await logIn(person)).body;
  const mailed = await forgot(person.email);
  const body = { currentPassword: person.password, newPassword: better };
  expect((await user.api.changePassword({ token, body })).status).toBe(204);
  expect((await reset(mailed, "another quiet lamp")).problem).toMatchObject({ code: "auth.invalid_token" });
  expect((await logIn({ ...person, password: better })).status).toBe(200);
});
