/** Sessions that began before there was a second factor go on, and may less. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { logIn, withApp } from "./factored-person.ts";
import { registered, runUser, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

test("a session of before the first factor chooses no other password and does not erase the account", async () => {
  const person = await registered(user);
  const { accessToken: before } = (await logIn(user, person)).body;
  const { accessToken: token } = (await logIn(user, person)).body;
  await withApp(user, token);
  const { password } = person;
  const change = { currentPassword: password, newPassword: "three quiet green lamps" };
  const changed = await user.api.changePassword({ token: before, body: change });
  const erased = await user.api.requestErasure({ token: before, body: { password } });
  for (const { problem } of [changed, erased])
    expect(problem).toMatchObject({ status: 403, code: "auth.sign_in_again" });
  expect((await user.api.getMe({ token })).status).toBe(200);
  expect((await user.api.changePassword({ token, body: change })).status).toBe(204);
  const gone = await user.api.requestErasure({ token, body: { password: change.newPassword } });
  expect(gone.status).toBe(202);
});
