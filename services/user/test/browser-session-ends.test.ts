/** A browser's session ends at once, whoever ends it, and at every replica. */
import { until } from "@shop/testing/until";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { inBrowser, later, openWith, sessionIdOf, tokenOf } from "./browser.ts";
import { asAdmin, disable, mailServer, runUser, serversOfOurOwn, type RunningUser } from "./running-user.ts";

const day = 24 * 60 * 60_000;

let user: RunningUser;
let replica: RunningUser;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  const servers = await serversOfOurOwn();
  user = open.use(await runUser({}, servers));
  replica = open.use(await runUser({}, servers));
});
afterAll(() => open[Symbol.asyncDispose]());
afterEach(() => void vi.useRealTimers());

const refreshWith = (refreshToken: string) => user.api.refresh({ body: { refreshToken } });

/** What either replica says of a secret. */
const refusalsOf = (secret: string) =>
  Promise.all([user, replica].map(async (each) => (await tokenOf(each, secret)).problem?.code));
const ended = ["session.ended", "session.ended"];

test("a refresh token that a browser took the place of ends the session when it is shown again", async () => {
  const one = await inBrowser(user);
  expect((await refreshWith(one.refreshToken)).status).toBe(401);
  expect(await refusalsOf(one.secret)).toEqual(ended);
  const other = await inBrowser(user);
  const { status, problem } = await openWith(replica, other.refreshToken);
  expect([status, problem?.code]).toEqual([404, "session.ended"]);
  expect(await refusalsOf(other.secret)).toEqual(ended);
  const reuses = user.lines.filter(({ security }) => JSON.stringify(security)?.includes("token_reused"));
  expect(JSON.stringify(reuses)).toContain(sessionIdOf(one.accessToken));
});

test("of two who open a session with one token at once, nobody has it in the end, in twenty rounds", async () => {
  for (let round = 1; round <= 20; round++) {
    const { body } = await user.api.enterAsGuest();
    const both = await Promise.all([openWith(user, body.refreshToken), openWith(replica, body.refreshToken)]);
    const opened = both.filter(({ status }) => status === 201);
    expect([round, opened.length <= 1]).toEqual([round, true]);
    for (const { body: each } of opened) expect(await refusalsOf(each.secret)).toEqual(ended);
  }
});

test("signed out by the browser, from elsewhere, or by all at once: at once no replica gives a token", async () => {
  const byBrowser = await inBrowser(user);
  await tokenOf(replica, byBrowser.secret);
  const end = (secret: string) => user.internal.endBrowserSession({ body: { secret } });
  expect((await end(byBrowser.secret)).status).toBe(204);
  expect(await refusalsOf(byBrowser.secret)).toEqual(ended);
  expect((await end(byBrowser.secret)).status).toBe(204);
  expect((await end("nobody-s")).status).toBe(204);

  const byToken = await inBrowser(user);
  await tokenOf(replica, byToken.secret);
  await user.api.logOut({ token: byToken.accessToken });
  expect(await refusalsOf(byToken.secret)).toEqual(ended);

  const fromElsewhere = await inBrowser(user);
  await tokenOf(replica, fromElsewhere.secret);
  const { email, password } = fromElsewhere;
  const { body: other } = await user.api.logIn({ body: { email, password } });
  const params = { id: sessionIdOf(fromElsewhere.accessToken) };
  expect((await user.api.endSession({ token: other.accessToken, params })).status).toBe(204);
  expect(await refusalsOf(fromElsewhere.secret)).toEqual(ended);
});

test("another password ends every browser but the one where it was changed", async () => {
  const { email, password, secret, accessToken } = await inBrowser(user);
  const { body } = await user.api.logIn({ body: { email, password } });
  const { body: other } = await openWith(user, body.refreshToken);
  const change = { currentPassword: password, newPassword: "three quiet green lamps" };
  expect((await user.api.changePassword({ token: accessToken, body: change })).status).toBe(204);
  expect((await tokenOf(user, secret)).status).toBe(200);
  expect(await refusalsOf(other.secret)).toEqual(ended);
});

test("a forgotten password that was set anew ends all browsers", async () => {
  const { email, secret } = await inBrowser(user);
  await user.api.forgotPassword({ body: { email } });
  const mailed = () => /reset-password\?token=([\w-]{43})/.exec(mailServer.mailsTo(email).at(-1)?.text ?? "");
  const token = (await until(mailed))[1]!;
  await user.api.resetPassword({ body: { token, password: "three quiet green lamps" } });
  expect(await refusalsOf(secret)).toEqual(ended);
});

test("another role, a disabled account and an erasure end them", async () => {
  const promoted = await inBrowser(user);
  const { token } = await asAdmin(user);
  await user.api.updateUser({ token, params: { id: promoted.id }, body: { roles: ["staff"] } });
  expect(await refusalsOf(promoted.secret)).toEqual(ended);

  const disabled = await inBrowser(user);
  await disable(user, disabled.id);
  expect(await refusalsOf(disabled.secret)).toEqual(ended);

  const erased = await inBrowser(user);
  const { password, accessToken } = erased;
  expect((await user.api.requestErasure({ token: accessToken, body: { password } })).status).toBe(202);
  expect(await refusalsOf(erased.secret)).toEqual(ended);
});

test("a session whose password was changed while it was opened gives nothing", async () => {
  const { id, secret } = await inBrowser(user);
  await user.rows("accounts").updateOne({ _id: id as never }, { $inc: { credential: 1 } });
  expect(await refusalsOf(secret)).toEqual(ended);
});

test("nobody uses a browser for thirty days: it is over; it is used: it is over after ninety", async () => {
  const idle = await inBrowser(user);
  const { secret } = await inBrowser(user);
  later(20 * day);
  for (const days of [20, 20, 20]) {
    expect((await tokenOf(user, secret)).status).toBe(200);
    later(days * day);
  }
  expect((await tokenOf(user, secret)).status).toBe(200);
  expect(await refusalsOf(idle.secret)).toEqual(ended);
  later(10 * day);
  expect(await refusalsOf(secret)).toEqual(ended);
});
