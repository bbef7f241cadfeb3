import { createHash } from "node:crypto";
import { until } from "@shop/testing/until";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import addresses from "./mail-addresses.json" with { type: "json" };
import {
  aPerson,
  mailedToken,
  mailServer,
  registered,
  runUser,
  type Person,
  type RunningUser,
} from "./running-user.ts";

const hour = 60 * 60_000;

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());
afterEach(() => void vi.useRealTimers());

const logIn = ({ email, password }: Person) => user.api.logIn({ body: { email, password } });
const verify = async (token: string) => {
  const { status, problem } = await user.api.verifyEmail({ body: { token } });
  return [status, problem?.code];
};
const rowOf = ({ email }: Person) => user.rows("addresses").findOne({ _id: email as never });
const refused = [400, "auth.invalid_token"];

test("nobody signs in before the address is confirmed, and the refusal names both reasons", async () => {
  const person = aPerson();
  const token = await mailedToken(user, person);
  const before = await logIn(person);
  expect([before.status, before.problem?.code]).toEqual([401, "auth.invalid_credentials"]);
  expect(before.problem?.detail).toMatch(/do not match.*or its address is not confirmed yet/);
  expect(await verify(token)).toEqual([204, undefined]);
  expect((await logIn(person)).body.user).toMatchObject({ email: person.email, emailVerified: true });
});

test("a token is good once, and one that was never made is refused alike", async () => {
  const token = await mailedToken(user, aPerson());
  await verify(token);
  expect(await verify(token)).toEqual(refused);
  expect(await verify("x".repeat(43))).toEqual(refused);
  expect(await verify("?")).toEqual(refused);
});

test("of ten that show one token at once one confirms it", async () => {
  const person = aPerson();
  const token = await mailedToken(user, person);
  const answers = await Promise.all(Array.from({ length: 10 }, () => verify(token)));
  expect(answers.filter(([status]) => status === 204)).toHaveLength(1);
  expect(answers.filter(([status]) => status === 400)).toHaveLength(9);
  expect(await user.rows("accounts").countDocuments({ emailKey: person.email })).toBe(1);
});

test("a token is good for a day", async () => {
  const [early, late] = [await mailedToken(user, aPerson()), await mailedToken(user, aPerson())];
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + 24 * hour - 60_000 });
  expect(await verify(early)).toEqual([204, undefined]);
  vi.setSystemTime(now + 24 * hour + 1_000);
  expect(await verify(late)).toEqual(refused);
});

test("registering an address again replaces what was pending: password, name and token", async () => {
  const first = aPerson();
  const second = { ...first, password: "another password altogether", name: "Eve" };
  const old = await mailedToken(user, first);
  const token = await mailedToken(user, second);
  expect(await verify(old)).toEqual(refused);
  expect(await verify(token)).toEqual([204, undefined]);
  expect((await logIn(first)).status).toBe(401);
  expect((await logIn(second)).body.user.name).toBe("Eve");
});

test("a confirmed account is never replaced, and its owner is told that somebody tried", async () => {
  const owner = await registered(user);
  const stranger = {
    ...owner,
    email: owner.email.toUpperCase(),
    password: "a password of somebody else",
    name: "Eve",
  };
  expect((await user.api.register({ body: stranger })).status).toBe(202);
  const mail = await until(() => mailServer.mailsTo(owner.email)[1]);
  expect(mail.text).toContain("has an account already");
  expect(mail.text).toContain("http://localhost:8080/sign-in");
  expect(mail.text).not.toMatch(/token|Eve/);
  expect((await logIn(stranger)).status).toBe(401);
  expect((await logIn(owner)).body.user.name).toBe("Ana");
});

test("a token whose address has got an account by other means is refused and changes nothing", async () => {
  const person = aPerson();
  const token = await mailedToken(user, person);
  const other = await registered(user);
  await user.rows("accounts").updateOne({ emailKey: other.email }, { $set: { emailKey: person.email } });
  expect(await verify(token)).toEqual(refused);
  expect((await logIn({ ...person, password: other.password })).status).toBe(200);
});

test("the mail says what to do if it was not you, and nothing that whoever registered has typed", async () => {
  const person = { ...aPerson(), name: "You have won https://prize.example" };
  await mailedToken(user, person);
  const [mail] = mailServer.mailsTo(person.email);
  expect(mail?.text).toContain("If it was not you, ignore this mail");
  expect(mail?.headers).toContain("From: SuperCoolShop <accounts@supercoolshop.test>");
  expect(`${mail?.headers}${mail?.text}`).not.toMatch(/prize|won/);
  expect(mail?.text.match(/https?:/g)).toHaveLength(1);
});

test("the database holds a token only as its SHA-256, and a registration goes by itself", async () => {
  const person = aPerson();
  const token = await mailedToken(user, person);
  const row = await rowOf(person);
  const hash = createHash("sha256").update(token).digest("base64url");
  expect(row?.["registration"].tokenHashes).toEqual([hash]);
  expect(JSON.stringify(row)).not.toContain(token);
  expect(row?.["expiresAt"].getTime()).toBeGreaterThan(Date.now() + 24 * hour);
  expect(await user.rows("addresses").indexes()).toContainEqual(
    expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }),
  );
  expect(JSON.stringify(user.lines)).not.toContain(token);
});

test.each([...addresses.valid, "info@müller.example", "  blanks@example.com "])(
  "the address %j can be registered",
  async (email) => {
    expect((await user.api.register({ body: { ...aPerson(), email } })).status).toBe(202);
  },
);

test.each([...addresses.invalid, "a@xn--ü.example", "half\ud800@example.com", "nul\0@example.com"])(
  "the address %j is refused with its path",
  async (email) => {
    const { status, problem } = await user.api.register({ body: { ...aPerson(), email } });
    expect([status, problem?.errors?.map(({ path }) => path)]).toEqual([400, ["email"]]);
  },
);

test.each(["Eve\r\nYou have won", "a\0b", "a\u001b[31m", "a\u2028b", "\u200b", " ", "half \udc00", ""])(
  "the name %j is refused with its path",
  async (name) => {
    const { status, problem } = await user.api.register({ body: { ...aPerson(), name } });
    const paths = new Set(problem?.errors?.map(({ path }) => path));
    expect([status, [...paths]]).toEqual([400, ["name"]]);
  },
);

test("a name is kept in NFC, without blanks around it", async () => {
  const person = await registered(user, { name: "  Zoë 🦊 مريم ".normalize("NFD") });
  expect((await logIn(person)).body.user.name).toBe("Zoë 🦊 مريم");
});

test("half a character in an address or a password is refused with its path, to sign in as to register", async () => {
  const person = aPerson();
  for (const path of ["email", "password"] as const) {
    const body = { ...person, [path]: `${person[path]}\ud83e` };
    const { name: _name, ...login } = body;
    for (const { status, problem } of [
      await user.api.register({ body }),
      await user.api.logIn({ body: login }),
    ])
      expect([status, problem?.errors?.map((error) => error.path)]).toEqual([400, [path]]);
  }
});
