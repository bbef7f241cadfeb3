/** Passwords whose hashes were made when less was thought enough. */
import { hash } from "@node-rs/argon2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registered, runUser, type Person, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

const rowOf = ({ email }: Person) => user.rows("accounts").findOne({ emailKey: email });
const hashOf = async (person: Person): Promise<string> => (await rowOf(person))?.["passwordHash"] as string;

/** Registered, with a hash of smaller parameters, as an earlier process would have made it. */
async function ofOld(): Promise<Person> {
  const person = await registered(user);
  const passwordHash = await hash(person.password, { algorithm: 2, memoryCost: 8_192, timeCost: 1 });
  await user.rows("accounts").updateOne({ emailKey: person.email }, { $set: { passwordHash } });
  return person;
}

const logIn = ({ email, password }: Person) => user.api.logIn({ body: { email, password } });

test("a right password is hashed anew, and no session, version or event comes of it", async () => {
  const person = await ofOld();
  const { body } = await logIn(person);
  expect(await hashOf(person)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await rowOf(person)).toMatchObject({ version: 1, credential: 1, sequence: 2 });
  expect((await user.api.refresh({ body: { refreshToken: body.refreshToken } })).status).toBe(200);
  const again = await hashOf(person);
  expect((await logIn(person)).status).toBe(200);
  expect(await hashOf(person)).toBe(again);
});

test("a wrong password leaves the hash as it is", async () => {
  const person = await ofOld();
  const before = await hashOf(person);
  expect((await logIn({ ...person, password: "not this one" })).status).toBe(401);
  expect(await hashOf(person)).toBe(before);
});

test("logins that come together all get in, and one hash stays", async () => {
  const person = await ofOld();
  const answers = await Promise.all([1, 2, 3, 4].map(() => logIn(person)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await hashOf(person)).toContain("m=19456");
  expect((await logIn(person)).status).toBe(200);
});

test("a password that is changed meanwhile is not put back", async () => {
  const person = await ofOld();
  const { accessToken } = (await logIn(person)).body;
  const weak = await hash(person.password, { algorithm: 2, memoryCost: 8_192, timeCost: 1 });
  await user.rows("accounts").updateOne({ emailKey: person.email }, { $set: { passwordHash: weak } });
  const newPassword = "three quiet green lamps";
  const [changed] = await Promise.all([
    user.api.changePassword({ token: accessToken, body: { currentPassword: person.password, newPassword } }),
    logIn(person),
    logIn(person),
  ]);
  expect(changed.status).toBe(204);
  expect((await logIn(person)).status).toBe(401);
  expect((await logIn({ ...person, password: newPassword })).status).toBe(200);
});
