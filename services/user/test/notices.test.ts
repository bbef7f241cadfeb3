/** What an owner is told of by mail: once for each cause, whatever happens on the way and whoever else sends mails there. */
import { until } from "@shop/testing/until";
import type mongoose from "mongoose";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { NoticeRow } from "../src/notices/notice-store.ts";
import { challengeFor, personWithApp } from "./factored-person.ts";
import {
  asAdmin,
  mailServer,
  registered,
  runUser,
  serversOfOurOwn,
  type Person,
  type RunningUser,
} from "./running-user.ts";

let replicas: readonly [RunningUser, RunningUser];
let user: RunningUser;
beforeAll(async () => {
  const servers = await serversOfOurOwn();
  replicas = [await runUser({}, servers), await runUser({}, servers)];
  [user] = replicas;
});
afterAll(() => Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]())));
afterEach(() => mailServer.refuse(undefined));

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const logIn = async ({ email, password }: Person, agent = "first/1", at: RunningUser = user) => {
  const { body } = await at.api.logIn({ body: { email, password }, headers: { "user-agent": agent } });
  return body;
};
const notices = () => user.rows("notices") as unknown as mongoose.mongo.Collection<NoticeRow>;
const rowsOf = (accountId: string) => notices().find({ accountId }).toArray();
const untilSettled = (accountId: string) =>
  until(async () => (await rowsOf(accountId)).every(({ owes }) => owes.length === 0));
const subjectsTo = ({ email }: Person) =>
  mailServer
    .mailsTo(email)
    .map(({ headers }) => /^Subject: ([^\r\n]*)/im.exec(headers)?.[1])
    .filter((subject) => subject !== "Confirm your e-mail address");

const newDevice = "A new device has signed in to your account";

test("a new device is told of once; the first one is not, nor one that is known", async () => {
  const person = await registered(user);
  const { user: me } = await logIn(person);
  await logIn(person);
  expect(await rowsOf(me.id)).toEqual([]);
  await logIn(person, firefox);
  await until(() => subjectsTo(person).length === 1);
  await logIn(person, firefox);
  await logIn(person);
  await untilSettled(me.id);
  expect(subjectsTo(person)).toEqual([newDevice]);
  const { text } = mailServer.mailsTo(person.email).at(-1)!;
  expect(text).toContain("Hello Ana,");
  expect(text).toContain("Device: Firefox on Linux");
  expect(text).toContain("http://localhost:8080/account/sessions");
});

test("where a token has gone is no place that its owner has signed in at, nor is home forgotten for it", async () => {
  const person = await registered(user);
  const { user: me, refreshToken } = await logIn(person);
  await user.api.refresh({ body: { refreshToken }, headers: { "user-agent": firefox } });
  await logIn(person);
  expect(await rowsOf(me.id)).toEqual([]);
  await logIn(person, firefox);
  await until(() => subjectsTo(person).length === 1);
  expect(subjectsTo(person)).toEqual([newDevice]);
});

test("several that sign in at once from one new device, at two replicas, are told of once", async () => {
  const person = await registered(user);
  const { user: me } = await logIn(person);
  const answers = await Promise.all([0, 1, 0, 1].map((index) => logIn(person, firefox, replicas[index])));
  expect(new Set(answers.map(({ accessToken }) => accessToken)).size).toBe(4);
  await until(() => subjectsTo(person).length === 1);
  await untilSettled(me.id);
  expect(await rowsOf(me.id)).toHaveLength(1);
  expect(subjectsTo(person)).toEqual([newDevice]);
});

test("a changed password and one that was set anew are told of, however often strangers register the address", async () => {
  const person = await registered(user);
  for (let time = 1; time <= 6; time++) {
    await user.api.register({ body: { ...person, name: "Eve" } });
    await until(async () => {
      const row = await user.rows("addresses").findOne({ _id: person.email as never });
      return time >= 5 || row?.["owes"].length === 0;
    });
  }
  const { accessToken: token } = await logIn(person);
  const next = { ...person, password: "three quiet green lamps" };
  const body = { currentPassword: person.password, newPassword: next.password };
  expect((await user.api.changePassword({ token, body })).status).toBe(204);
  await until(() => subjectsTo(person).includes("Your password was changed"));

  await user.api.forgotPassword({ body: { email: person.email } });
  const reset = await until(() =>
    mailServer
      .mailsTo(person.email)
      .map(({ text }) => /reset-password\?token=([\w-]{43})/.exec(text)?.[1])
      .find((found) => found !== undefined),
  );
  await user.api.resetPassword({ body: { token: reset, password: "four quiet green lamps" } });
  await until(() => subjectsTo(person).includes("Your password was set anew"));
});

test("a password that was not changed after all is told of to nobody", async () => {
  const person = await registered(user);
  const { accessToken: token, user: me } = await logIn(person);
  const body = { currentPassword: "not the password of Ana", newPassword: "three quiet green lamps" };
  expect((await user.api.changePassword({ token, body })).status).toBe(403);
  expect(await rowsOf(me.id)).toEqual([]);
});

test("what a crash or an absent mail server has left is told of later, once", async () => {
  const person = await registered(user);
  const { user: me } = await logIn(person);
  mailServer.refuse("busy");
  await logIn(person, firefox);
  await until(
    async () =>
      (await rowsOf(me.id))[0]?.sentAt === null && user.lines.some(({ msg }) => msg === "Work failed"),
  );
  expect(subjectsTo(person)).toEqual([]);
  mailServer.refuse(undefined);
  // As a process has left it that died after it was saved: leased, and due again.
  await notices().updateOne(
    { accountId: me.id, "owes.kind": "tell" },
    { $set: { "owes.0.dueAt": new Date(0), sentAt: null } },
  );
  await until(() => subjectsTo(person).length === 1);
  await untilSettled(me.id);
  expect(subjectsTo(person)).toEqual([newDevice]);
});

test("five new devices an hour are told of; they keep no other notice waiting", async () => {
  const person = await registered(user);
  const { accessToken: token, user: me } = await logIn(person);
  for (let device = 1; device <= 7; device++)
    await logIn(person, `device-${String.fromCodePoint(96 + device)}/1`);
  await untilSettled(me.id);
  expect(subjectsTo(person)).toEqual(Array.from({ length: 5 }, () => newDevice));
  const body = { currentPassword: person.password, newPassword: "three quiet green lamps" };
  expect((await user.api.changePassword({ token, body })).status).toBe(204);
  await until(() => subjectsTo(person).includes("Your password was changed"));
});

test("what changes about second factors is told, by whom it was done, and a role without that", async () => {
  const { person, token, me, app } = await personWithApp(user);
  const { body } = await user.api.makeRecoveryCodes({ token });
  const challenge = await challengeFor(user, person);
  await user.api.answerChallenge({ body: { challenge, code: body.codes[0] ?? "" } });
  const { password } = person;
  await user.api.removeSecondFactor({ token, params: { id: app.id }, body: { password } });
  const { token: adminToken } = await asAdmin(user);
  await user.api.updateUser({ token: adminToken, params: { id: me.id }, body: { roles: ["staff"] } });
  await until(() => subjectsTo(person).length === 5);
  const told = [
    "A second factor was added to your account",
    "You have new recovery codes",
    "A recovery code was used",
    "A second factor was removed from your account",
    "What your account may do has changed",
  ];
  expect(new Set(subjectsTo(person))).toEqual(new Set(told));
  const [role] = mailServer.mailsTo(person.email).filter(({ text }) => text.includes("an admin"));
  expect(role?.text).not.toMatch(/Device|Network|If it was you/);
});

test("a code that is refused is told of to nobody", async () => {
  const { person, me } = await personWithApp(user);
  const challenge = await challengeFor(user, person);
  await user.api.answerChallenge({ body: { challenge, code: "AAAAA-BBBBB-CCCCC-DDDDD" } });
  await untilSettled(me.id);
  expect((await rowsOf(me.id)).map(({ kind }) => kind)).toEqual(["second_factor_added"]);
});
