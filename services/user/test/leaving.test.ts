/** An account that is closed, and whose address is not free yet. */
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enterAsAdmin } from "./admin.ts";
import { mailServer, registered, runUser, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

test("admins see that somebody is leaving, and make nothing else of the account", async () => {
  const { email, password } = await registered(user);
  const { body } = await user.api.logIn({ body: { email, password } });
  const { token } = await enterAsAdmin(user);
  const params = { id: body.user.id };
  const one = { params, token, headers: { "if-match": "*" } };
  expect((await user.api.getUser({ params, token })).body.leaving).toBe(false);
  await user.api.requestErasure({ token: body.accessToken, body: { password } });
  expect((await user.api.getUser({ params, token })).body.leaving).toBe(true);
  const refused = { status: 409, code: "user.leaving" };
  for (const change of [{ roles: ["staff" as const] }, { disabled: true }])
    expect((await user.api.updateUser({ ...one, body: change })).problem).toMatchObject(refused);
  expect((await user.api.removeUserFactors({ params, token })).problem).toMatchObject(refused);
  const told = mailServer.mailsTo(email).map(({ text }) => text);
  expect(told.filter((text) => /may do has changed|second factor/.test(text))).toEqual([]);
});

test("who registers or forgets a password before all is erased is told when the address is free again", async () => {
  const { email, password, name } = await registered(user);
  const { body } = await user.api.logIn({ body: { email, password } });
  await user.api.requestErasure({ token: body.accessToken, body: { password } });
  const leaving = () => mailServer.mailsTo(email).filter(({ text }) => text.includes("in 30 days at most"));
  await user.api.register({ body: { email, password, name } });
  await until(() => leaving().length === 1);
  await user.api.forgotPassword({ body: { email } });
  await until(() => leaving().length === 2);
  expect(mailServer.mailsTo(email).some(({ text }) => text.includes("/sign-in"))).toBe(false);
  expect(await user.rows("addresses").findOne({ _id: email as never })).not.toHaveProperty("registration");
});
