import { createClient } from "@shop/kit/testing/http";
import { userApi } from "@shop/contracts/user";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aPerson, registered, runUser, signedIn, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

test("a visitor registers, logs in, and reads the account", async () => {
  const { email, password, name } = await registered(user);
  const { body, headers } = await user.api.logIn({ body: { email, password } });
  expect(body).toMatchObject({
    expiresIn: 300,
    user: { email, name, emailVerified: false, roles: ["customer"], version: 1 },
  });
  expect(headers.get("cache-control")).toBe("no-store");

  const me = await user.api.getMe({ token: body.accessToken });
  expect(me.body).toEqual(body.user);
  const etag = me.headers.get("etag") ?? "";
  expect(etag).toMatch(/^"1-[0-9a-f]{8}"$/);
  const again = await user.api.getMe({ token: body.accessToken, headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
});

test("registering announces who, once, and nothing of the person", async () => {
  const person = await registered(user);
  const { body } = await user.api.logIn({ body: { email: person.email, password: person.password } });
  const userId = body.user.id;
  const saved = await user.rows("outbox").find({ "event.aggregateId": userId }).toArray();
  expect(saved.map(({ event }) => event)).toMatchObject([
    { name: "user.registered", sequence: 1, data: { userId } },
  ]);
  expect(JSON.stringify(saved)).not.toContain(person.email);
});

test("a guest gets tokens but has no account to read", async () => {
  const { status, body } = await user.api.enterAsGuest();
  expect(status).toBe(201);
  expect(body).toMatchObject({ expiresIn: 300, guest: { id: expect.any(String) } });
  const { status: refused, problem } = await user.api.getMe({ token: body.accessToken });
  expect([refused, problem?.code]).toEqual([403, "auth.forbidden"]);
});

test("twenty registrations of one address at once make one account and look alike", async () => {
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
  expect(await user.rows("accounts").countDocuments({ emailKey: person.email })).toBe(1);
});

test("whoever registers a taken address changes nothing about its account", async () => {
  const owner = await registered(user);
  const other = { ...owner, password: "another password altogether", name: "Eve" };
  expect((await user.api.register({ body: other })).status).toBe(202);
  expect((await user.api.logIn({ body: { email: owner.email, password: other.password } })).status).toBe(401);
  const { body } = await user.api.logIn({ body: { email: owner.email, password: owner.password } });
  expect(body.user.name).toBe("Ana");
});

test("the address may be written in another case to log in", async () => {
  const { email, password } = await registered(user);
  expect((await user.api.logIn({ body: { email: email.toUpperCase(), password } })).status).toBe(200);
});

test("passwords are stored as argon2id with their own salt", async () => {
  const password = "one password for two people";
  const people = [aPerson(), aPerson()];
  for (const person of people) await user.api.register({ body: { ...person, password } });
  const rows = await user
    .rows("accounts")
    .find({ emailKey: { $in: people.map(({ email }) => email) } })
    .toArray();
  const hashes = rows.map(({ passwordHash }) => String(passwordHash));
  for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(new Set(hashes).size).toBe(2);
});

test("every byte of a password counts, also beyond the 72nd and at both ends", async () => {
  const { email } = aPerson();
  const password = ` ${"é".repeat(40)}x `;
  await user.api.register({ body: { email, password, name: "Ana" } });
  const tryIn = async (tried: string) => (await user.api.logIn({ body: { email, password: tried } })).status;
  expect(await tryIn(password)).toBe(200);
  for (const other of [password.trim(), ` ${"é".repeat(40)}y `, password.normalize("NFD")])
    expect([other, await tryIn(other)]).toEqual([other, 401]);
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
  expect(await user.rows("accounts").countDocuments({ emailKey: good.email })).toBe(0);
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
