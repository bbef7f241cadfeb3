import { createClient } from "@shop/testing/http";
import { userApi } from "@shop/contracts/user/api";
import { userEvents } from "@shop/contracts/user/events";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  aPerson,
  mailServer,
  registered,
  runUser,
  signedIn,
  tokenIn,
  type Person,
  type RunningUser,
} from "./running-user.ts";

let user: RunningUser;
let ear: BusEar;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  user = open.use(await runUser());
  ear = open.use(await listenTo(user.amqpUrl, userEvents));
});
afterAll(() => open[Symbol.asyncDispose]());

const withKey = ({ email }: Person) => ({ _id: email as never });

test("a visitor registers, confirms the address, logs in, and reads the account", async () => {
  const { email, password, name } = await registered(user);
  const { body, headers } = await user.api.logIn({ body: { email, password } });
  expect(body).toMatchObject({
    expiresIn: 300,
    kind: "account",
    user: { email, name, emailVerified: true, roles: ["customer"], version: 1 },
  });
  expect(headers.get("cache-control")).toBe("no-store");

  const me = await user.api.getMe({ token: body.accessToken });
  expect(me.body).toEqual(body.user);
  const etag = me.headers.get("etag") ?? "";
  expect(etag).toMatch(/^"1-[0-9a-f]{8}"$/);
  const again = await user.api.getMe({ token: body.accessToken, headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
});

test("confirming announces who, once, and nothing of the person", async () => {
  const person = await registered(user);
  const { body } = await user.api.logIn({ body: { email: person.email, password: person.password } });
  const userId = body.user.id;
  const events = await ear.eventsOf(userId, 2);
  expect(events).toMatchObject([
    { name: "user.registered", sequence: 1, data: { userId } },
    { name: "user.verified", sequence: 2, data: { userId } },
  ]);
  expect(JSON.stringify(events)).not.toContain(person.email);
  const account = await until(() => user.rows("accounts").findOne({ _id: userId as never, outbox: [] }));
  expect(account["sequence"]).toBe(2);
});

test("a guest gets tokens but has no account to read", async () => {
  const { status, body } = await user.api.enterAsGuest();
  expect(status).toBe(201);
  expect(body).toMatchObject({ kind: "guest", expiresIn: 300, guest: { id: expect.any(String) } });
  const { status: refused, problem } = await user.api.getMe({ token: body.accessToken });
  expect([refused, problem?.code]).toEqual([403, "auth.forbidden"]);
});

test("twenty registrations of one address at once look alike and make no account", async () => {
  const person = aPerson();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      user.api.register({
        body: { ...person, email: index % 2 ? person.email : person.email.toUpperCase() },
      }),
    ),
  );
  expect(answers.map(({ status, body }) => ({ ...body, code: status }))).toEqual(
    Array.from({ length: 20 }, () => ({ status: "accepted", code: 202 })),
  );
  expect(await user.rows("accounts").countDocuments({ emailKey: person.email })).toBe(0);
  expect(await user.rows("addresses").countDocuments(withKey(person))).toBe(1);
});

test("of registrations of one address at once the last counts, and only its token is good", async () => {
  const person = aPerson();
  await Promise.all([1, 2, 3, 4].map(() => user.api.register({ body: person })));
  const row = await until(() => user.rows("addresses").findOne({ owes: [], ...withKey(person) }));
  const tokens = mailServer.mailsTo(person.email).map((mail) => tokenIn(mail) ?? "");
  const statuses = await Promise.all(
    tokens.map(async (token) => (await user.api.verifyEmail({ body: { token } })).status),
  );
  expect(statuses.filter((status) => status === 204)).toHaveLength(1);
  const accounts = await user.rows("accounts").find({ emailKey: person.email }).toArray();
  expect(accounts.map(({ _id }) => String(_id))).toEqual([row["registration"].id]);
});

test("whoever registers a taken address changes nothing about its account", async () => {
  const owner = await registered(user);
  const other = { ...owner, password: "another password altogether", name: "Eve" };
  expect((await user.api.register({ body: other })).status).toBe(202);
  expect((await user.api.logIn({ body: { email: owner.email, password: other.password } })).status).toBe(401);
  const { body } = await user.api.logIn({ body: { email: owner.email, password: owner.password } });
  expect(body.user.name).toBe("Ana");
});

test("the address may be written in another case, with blanks around it, to log in", async () => {
  const { email, password } = await registered(user);
  for (const typed of [email.toUpperCase(), `${email} `, ` ${email}`, `\t${email}\n`])
    expect((await user.api.logIn({ body: { email: typed, password } })).status).toBe(200);
});

test("a domain in Unicode and in ASCII is one, for signing in and for registering", async () => {
  const local = aPerson().email.split("@")[0];
  const [unicode, ascii] = [`${local}@bücher.example`, `${local}@xn--bcher-kva.example`];
  const person = { ...aPerson(), email: unicode };
  await user.api.register({ body: person });
  const token = await until(() => tokenIn(mailServer.mailsTo(ascii)[0]));
  expect((await user.api.verifyEmail({ body: { token } })).status).toBe(204);
  for (const email of [unicode, ascii, unicode.normalize("NFD").toUpperCase()])
    expect((await user.api.logIn({ body: { email, password: person.password } })).status).toBe(200);
  await user.api.register({ body: { ...aPerson(), email: ascii } });
  await until(() => mailServer.mailsTo(ascii)[1]);
  expect(mailServer.mailsTo(ascii)[1]?.text).toContain("has an account already");
});

test("passwords are stored as argon2id with their own salt", async () => {
  const password = "one password for two people";
  const people = [await registered(user, { password }), await registered(user, { password })];
  const rows = await user
    .rows("accounts")
    .find({ emailKey: { $in: people.map(({ email }) => email) } })
    .toArray();
  const hashes = rows.map(({ passwordHash }) => String(passwordHash));
  for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(new Set(hashes).size).toBe(2);
});

test("every byte of a password counts, also beyond the 72nd and at both ends", async () => {
  const password = ` ${"é".repeat(40)}x `;
  const { email } = await registered(user, { password });
  const tryIn = async (tried: string) => (await user.api.logIn({ body: { email, password: tried } })).status;
  expect(await tryIn(password)).toBe(200);
  for (const other of [password.trim(), ` ${"é".repeat(40)}y `])
    expect([other, await tryIn(other)]).toEqual([other, 401]);
});

test("a password is the same on a keyboard that writes its letters in two parts, or in double width", async () => {
  const password = "Grüße vom Café 1";
  for (const form of ["NFC", "NFD"] as const) {
    const { email } = await registered(user, { password: password.normalize(form) });
    for (const typed of [password.normalize("NFC"), password.normalize("NFD"), password.replace("1", "１")])
      expect((await user.api.logIn({ body: { email, password: typed } })).status).toBe(200);
  }
});

test("an unusable registration is refused for what is wrong with it", async () => {
  const good = aPerson();
  const codeOf = async (change: object) => {
    const { status, problem } = await user.api.register({ body: { ...good, ...change } });
    return [status, problem?.code, problem?.errors?.map(({ path }) => path)];
  };
  expect(await codeOf({ password: "7 chars" })).toEqual([400, "request.invalid", ["password"]]);
  expect(await codeOf({ password: "x".repeat(129) })).toEqual([400, "request.invalid", ["password"]]);
  expect(await codeOf({ password: "Password123" })).toEqual([400, "auth.common_password", ["password"]]);
  expect(await codeOf({ password: good.email })).toEqual([400, "auth.common_password", ["password"]]);
  expect(await codeOf({ email: "not an address" })).toEqual([400, "request.invalid", ["email"]]);
  expect(await codeOf({ name: "Ana\r\nBcc: all@example.com" })).toEqual([400, "request.invalid", ["name"]]);
  expect(await codeOf({ role: "admin" })).toEqual([400, "request.invalid", ["role"]]);
  expect(await user.rows("addresses").countDocuments(withKey(good))).toBe(0);
});

test("operators, lists and numbers are no credentials", async () => {
  const { email, password } = await registered(user);
  const odd: unknown[] = [{ $ne: null }, { $gt: "" }, ["a"], 1, true, null];
  for (const value of odd) {
    const asEmail = await user.api.logIn({ body: JSON.stringify({ email: value, password }) });
    const asPassword = await user.api.logIn({ body: JSON.stringify({ email, password: value }) });
    const asToken = await user.api.refresh({ body: JSON.stringify({ refreshToken: value }) });
    expect([value, asEmail.status, asPassword.status, asToken.status]).toEqual([value, 400, 400, 400]);
  }
  const polluted = `{"email":"${email}","password":"${password}","__proto__":{"role":"admin"}}`;
  expect((await user.api.logIn({ body: polluted })).status).toBe(400);
});

test("a stale token does not stand in the way of signing in", async () => {
  const { email, password } = await registered(user);
  const stale = createClient(user.url, userApi, { token: "stale.token.here" });
  expect((await stale.logIn({ body: { email, password } })).status).toBe(200);
  expect((await stale.enterAsGuest()).status).toBe(201);
});

test("an account that is gone is signed in no more", async () => {
  const { accessToken, refreshToken, user: me } = await signedIn(user);
  await user.rows("accounts").deleteOne({ email: me.email });
  expect((await user.api.getMe({ token: accessToken })).problem?.code).toBe("auth.account_gone");
  expect((await user.api.refresh({ body: { refreshToken } })).status).toBe(401);
});
