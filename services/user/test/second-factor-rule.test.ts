/** A shop that demands a second factor of those who work in it. */
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { challengeFor, goOn, logIn, withApp } from "./factored-person.ts";
import { registered, runUser, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser({ secondFactorFor: "admin" });
});
afterAll(() => user[Symbol.asyncDispose]());

const rolesIn = (accessToken: string) => decodeJwt(accessToken)["roles"];
const refresh = async (refreshToken: string) => (await user.api.refresh({ body: { refreshToken } })).body;

async function aPersonWho(role: "customer" | "staff" | "admin") {
  const person = await registered(user);
  await user.rows("accounts").updateOne({ email: person.email }, { $set: { role } });
  return person;
}

test("who must have one and has none is a customer, until one is confirmed and the tokens are refreshed", async () => {
  const person = await aPersonWho("admin");
  const { body } = await logIn(user, person);
  expect(body).toMatchObject({ secondFactorNeeded: true, user: { roles: ["admin"] } });
  expect(rolesIn(body.accessToken)).toEqual(["customer"]);
  const still = await refresh(body.refreshToken);
  expect(rolesIn(still.accessToken)).toEqual(["customer"]);
  const app = await withApp(user, still.accessToken);
  const lifted = await refresh(still.refreshToken);
  expect(rolesIn(lifted.accessToken)).toEqual(["admin"]);
  expect(lifted).not.toHaveProperty("secondFactorNeeded");

  const challenge = await challengeFor(user, person);
  const next = await user.api.answerChallenge({ body: { challenge, code: app.codeAt(0) } });
  expect(rolesIn(next.body.accessToken)).toEqual(["admin"]);
  expect(rolesIn((await refresh(next.body.refreshToken)).accessToken)).toEqual(["admin"]);
});

test("a session that has outlived the first factor is a customer's still", async () => {
  const person = await aPersonWho("admin");
  const [here, there] = [(await logIn(user, person)).body, (await logIn(user, person)).body];
  await withApp(user, here.accessToken);
  await goOn(user, there.accessToken);
  expect(rolesIn((await refresh(there.refreshToken)).accessToken)).toEqual(["customer"]);
});

test("others have all their rights without one", async () => {
  for (const role of ["customer", "staff"] as const) {
    const { body } = await logIn(user, await aPersonWho(role));
    expect(rolesIn(body.accessToken)).toEqual([role]);
    expect(body).not.toHaveProperty("secondFactorNeeded");
  }
});

test("who must have one keeps the last, and may change it for another", async () => {
  const person = await aPersonWho("admin");
  const { accessToken: token } = (await logIn(user, person)).body;
  const first = await withApp(user, token);
  const remove = (id: string) =>
    user.api.removeSecondFactor({ token, params: { id }, body: { password: person.password } });
  expect((await remove(first.id)).problem).toMatchObject({ status: 409, code: "second_factor.needed" });
  const second = await withApp(user, token);
  const both = await Promise.all([remove(first.id), remove(second.id)]);
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([204, 409]));
  expect((await user.api.listSecondFactors({ token })).body.items).toHaveLength(1);
});
