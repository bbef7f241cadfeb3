/** An account that is closed, and whose address is not free yet. */
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mailServer, registered, runUser, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

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
