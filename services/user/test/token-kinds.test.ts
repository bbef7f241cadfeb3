/** Each kind of token is good for one thing, and a used one for none, however many try at once. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "@shop/testing/until";
import {
  aPerson,
  mailedToken,
  mailServer,
  registered,
  runUser,
  serversOfOurOwn,
  signedIn,
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

const refreshAt = (replica: RunningUser, refreshToken: string) =>
  replica.api.refresh({ body: { refreshToken } });

test("a used refresh token, shown by four at once with the newest, gives one pair at most and ends the family", async () => {
  for (let round = 1; round <= 100; round++) {
    const { body: first } = await user.api.enterAsGuest();
    const { body: second } = await refreshAt(user, first.refreshToken);
    const shown = [first, second, first, first];
    const answers = await Promise.all(
      shown.map(({ refreshToken }, index) =>
        refreshAt(replicas[(round + index) % 2 === 0 ? 0 : 1], refreshToken),
      ),
    );
    const pairs = answers.filter(({ status }) => status === 200);
    expect([round, pairs.length]).toBeOneOf([
      [round, 0],
      [round, 1],
    ]);
    expect([answers[0]?.status, answers[2]?.status, answers[3]?.status]).toEqual([401, 401, 401]);
    for (const { refreshToken } of [first, second, ...pairs.map(({ body }) => body)])
      expect([round, (await refreshAt(user, refreshToken)).status]).toEqual([round, 401]);
  }
});

test("a token of one kind is nothing in the place of another", async () => {
  const person = aPerson();
  const confirm = await mailedToken(user, person);
  const owner = await registered(user);
  await user.api.forgotPassword({ body: { email: owner.email } });
  const reset = await until(() =>
    mailServer
      .mailsTo(owner.email)
      .map(({ text }) => /reset-password\?token=([\w-]{43})/.exec(text)?.[1])
      .find((token) => token !== undefined),
  );
  const { accessToken, refreshToken } = await signedIn(user);
  const password = "another password of the sea";
  const answers = {
    refresh: [confirm, reset, accessToken.slice(0, 200)],
    verify: [reset, refreshToken, accessToken.slice(0, 200)],
    reset: [confirm, refreshToken, accessToken.slice(0, 200)],
    bearer: [confirm, reset, refreshToken],
  };
  for (const token of answers.refresh) expect((await refreshAt(user, token)).status).toBe(401);
  for (const token of answers.verify)
    expect((await user.api.verifyEmail({ body: { token } })).status).toBe(400);
  for (const token of answers.reset)
    expect((await user.api.resetPassword({ body: { token, password } })).status).toBe(400);
  for (const token of answers.bearer) expect((await user.api.getMe({ token })).status).toBe(401);
  // None of it has used one up.
  expect((await user.api.verifyEmail({ body: { token: confirm } })).status).toBe(204);
  expect((await user.api.resetPassword({ body: { token: reset, password } })).status).toBe(204);
  expect((await refreshAt(user, refreshToken)).status).toBe(200);
});

test("a link that is only opened does nothing: what acts is a POST", async () => {
  const token = await mailedToken(user, aPerson());
  for (const path of ["/auth/verify-email", "/auth/reset-password"])
    for (const method of ["GET", "HEAD"]) {
      const { status } = await fetch(`${user.url}${path}?token=${token}`, { method });
      expect([path, method, status]).toEqual([path, method, 405]);
    }
  expect((await user.api.verifyEmail({ body: { token } })).status).toBe(204);
});
