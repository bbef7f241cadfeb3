/** Sessions of browsers: a secret that many tabs show at once, and that is nobody's as soon as the session ends. */
import { createHash } from "node:crypto";
import { createServiceTokens } from "@shop/kit/auth/tokens";
import { loadConfig } from "@shop/kit/process/config";
import { until } from "@shop/testing/until";
import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { Config } from "../src/config.ts";
import { challengeFor, personWithApp } from "./factored-person.ts";
import {
  asAdmin,
  disable,
  mailServer,
  registered,
  runUser,
  serversOfOurOwn,
  signedIn,
  type RunningUser,
} from "./running-user.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

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

const { internalTokenSecret: tokenSecret } = loadConfig(Config, {});
/** By today's clock, which tests move. */
const webToken = () => createServiceTokens({ secret: tokenSecret, issuer: "web" }).tokenFor("user");
const openWith = (refreshToken: string, { internal } = user) =>
  internal.openBrowserSession({ body: { refreshToken } });
const tokenOf = async (secret: string, { internal } = user) =>
  internal.giveBrowserToken({ token: await webToken(), body: { secret } });
const refreshWith = (refreshToken: string) => user.api.refresh({ body: { refreshToken } });
const sessionIdOf = (accessToken: string) => String(decodeJwt(accessToken)["sid"]);
const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

/** Registered, signed in, and in a browser. */
async function inBrowser() {
  const person = await registered(user);
  const { email, password } = person;
  const { body } = await user.api.logIn({ body: { email, password } });
  const opened = await openWith(body.refreshToken);
  expect(opened.status).toBe(201);
  return { ...opened.body, ...person, refreshToken: body.refreshToken };
}

/** What either replica says of a secret. */
const refusalsOf = (secret: string) =>
  Promise.all([user, replica].map(async (each) => (await tokenOf(secret, each)).problem?.code));
const ended = ["session.ended", "session.ended"];

test("somebody who signed in is known by their browser's secret, and a guest by theirs", async () => {
  const ana = await inBrowser();
  const { secret, ...who } = ana;
  expect(who).toMatchObject({ kind: "account", name: "Ana", email: ana.email, role: "customer" });
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  expect((await user.api.getMe({ token: ana.accessToken })).body).toMatchObject({ id: ana.id });

  const { body: guest } = await user.api.enterAsGuest();
  const { body: opened } = await openWith(guest.refreshToken);
  const { body: given } = await tokenOf(opened.secret);
  expect(given).toMatchObject({ kind: "guest", id: guest.guest.id, name: null, email: null, role: "guest" });
  expect(sessionIdOf(given.accessToken)).toBe(sessionIdOf(guest.accessToken));
});

test("twenty tabs at once get one token, at each of two replicas, and it is written once that they were there", async () => {
  const { secret, accessToken } = await inBrowser();
  later(10 * minute);
  const both = [user, replica];
  const answers = await Promise.all(Array.from({ length: 20 }, (_, tab) => tokenOf(secret, both[tab % 2])));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ body }) => body.accessToken)).size).toBe(2);
  expect(answers.map(({ body }) => body.accessToken)).not.toContain(accessToken);
  const one = { _id: sessionIdOf(accessToken) as never };
  const noted = await user.rows("sessions").findOne(one);
  expect((noted?.["refreshedAt"] as Date).getTime()).toBeGreaterThan(Date.now() - minute);
  later(30_000);
  await Promise.all(Array.from({ length: 20 }, () => tokenOf(secret)));
  expect(await user.rows("sessions").findOne(one)).toEqual(noted);
});

test("a token is the same until it is good for less than a minute, and says for how long it is", async () => {
  const { secret, accessToken } = await inBrowser();
  later(4 * minute - 2_000);
  const { body: same } = await tokenOf(secret);
  expect(same.accessToken).toBe(accessToken);
  expect(same.expiresIn).toBeGreaterThanOrEqual(60);
  later(3_000);
  const { body: next } = await tokenOf(secret);
  expect(next.accessToken).not.toBe(accessToken);
  expect(next.expiresIn).toBe(300);
});

test("the session is one of those that its owner sees, where the browser is now", async () => {
  const { secret, accessToken } = await inBrowser();
  later(2 * minute);
  const userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
  const { body } = await user.internal.giveBrowserToken({
    token: await webToken(),
    body: { secret, address: "198.51.100.7", userAgent },
  });
  const { items } = (await user.api.listSessions({ token: body.accessToken })).body;
  expect(items).toMatchObject([
    { id: sessionIdOf(accessToken), device: "Firefox on Linux", place: "198.51.100.7", current: true },
  ]);
  expect(Date.now() - Date.parse(items[0]!.lastSeenAt)).toBeLessThan(minute);
});

test("a refresh token that a browser took the place of ends the session when it is shown again", async () => {
  const one = await inBrowser();
  expect((await refreshWith(one.refreshToken)).status).toBe(401);
  expect(await refusalsOf(one.secret)).toEqual(ended);
  const other = await inBrowser();
  const { status, problem } = await openWith(other.refreshToken, replica);
  expect([status, problem?.code]).toEqual([404, "session.ended"]);
  expect(await refusalsOf(other.secret)).toEqual(ended);
  const reuses = user.lines.filter(({ security }) => JSON.stringify(security)?.includes("token_reused"));
  expect(JSON.stringify(reuses)).toContain(sessionIdOf(one.accessToken));
});

test("of two who open a session with one token at once, nobody has it in the end, in twenty rounds", async () => {
  for (let round = 1; round <= 20; round++) {
    const { body } = await user.api.enterAsGuest();
    const both = await Promise.all([openWith(body.refreshToken), openWith(body.refreshToken, replica)]);
    const opened = both.filter(({ status }) => status === 201);
    expect([round, opened.length <= 1]).toEqual([round, true]);
    for (const { body: each } of opened) expect(await refusalsOf(each.secret)).toEqual(ended);
  }
});

test("the secret is no refresh token and no access token, and what a refresh gives opens no browser", async () => {
  const { secret, accessToken, refreshToken } = await inBrowser();
  expect((await refreshWith(secret)).status).toBe(401);
  expect((await user.api.getMe({ token: secret })).status).toBe(401);
  expect((await openWith(secret)).status).toBe(404);
  // None of it has ended the session.
  expect((await tokenOf(secret)).body.accessToken).toBe(accessToken);
  expect((await tokenOf(refreshToken)).status).toBe(404);
  expect((await tokenOf(accessToken.slice(0, 200))).status).toBe(404);
  for (const rubbish of ["x", "\u0000", "browser.", "$ne", "🦆".repeat(50)])
    expect((await tokenOf(rubbish)).status).toBe(404);
  const { status } = await tokenOf({ $ne: "" } as never);
  expect(status).toBe(400);
});

test("nobody but another service of ours asks for tokens", async () => {
  const { secret, accessToken } = await inBrowser();
  for (const headers of [{}, { authorization: `Bearer ${accessToken}` }]) {
    const answer = await fetch(`${user.url}/internal/browser-sessions/token`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ secret }),
    });
    expect(answer.status).toBe(401);
  }
});

test("the database holds a secret only as its SHA-256", async () => {
  const { secret } = await inBrowser();
  const hash = createHash("sha256").update(secret).digest("base64url");
  expect(await user.rows("refresh_tokens").countDocuments({ _id: `browser.${hash}` as never })).toBe(1);
  for (const collection of ["refresh_tokens", "sessions"])
    expect(JSON.stringify(await user.rows(collection).find().toArray())).not.toContain(secret);
  expect(JSON.stringify(user.lines)).not.toContain(secret);
});

test("signed out by the browser, from elsewhere, or by all at once: at once no replica gives a token", async () => {
  const byBrowser = await inBrowser();
  await tokenOf(byBrowser.secret, replica);
  const end = (secret: string) => user.internal.endBrowserSession({ body: { secret } });
  expect((await end(byBrowser.secret)).status).toBe(204);
  expect(await refusalsOf(byBrowser.secret)).toEqual(ended);
  expect((await end(byBrowser.secret)).status).toBe(204);
  expect((await end("nobody-s")).status).toBe(204);

  const byToken = await inBrowser();
  await tokenOf(byToken.secret, replica);
  await user.api.logOut({ token: byToken.accessToken });
  expect(await refusalsOf(byToken.secret)).toEqual(ended);

  const fromElsewhere = await inBrowser();
  await tokenOf(fromElsewhere.secret, replica);
  const { email, password } = fromElsewhere;
  const { body: other } = await user.api.logIn({ body: { email, password } });
  const params = { id: sessionIdOf(fromElsewhere.accessToken) };
  expect((await user.api.endSession({ token: other.accessToken, params })).status).toBe(204);
  expect(await refusalsOf(fromElsewhere.secret)).toEqual(ended);
});

test("another password ends every browser but the one where it was changed", async () => {
  const { email, password, secret, accessToken } = await inBrowser();
  const { body } = await user.api.logIn({ body: { email, password } });
  const { body: other } = await openWith(body.refreshToken);
  const change = { currentPassword: password, newPassword: "three quiet green lamps" };
  expect((await user.api.changePassword({ token: accessToken, body: change })).status).toBe(204);
  expect((await tokenOf(secret)).status).toBe(200);
  expect(await refusalsOf(other.secret)).toEqual(ended);
});

test("a forgotten password that was set anew ends all browsers", async () => {
  const { email, secret } = await inBrowser();
  await user.api.forgotPassword({ body: { email } });
  const mailed = () => /reset-password\?token=([\w-]{43})/.exec(mailServer.mailsTo(email).at(-1)?.text ?? "");
  const token = (await until(mailed))[1]!;
  await user.api.resetPassword({ body: { token, password: "three quiet green lamps" } });
  expect(await refusalsOf(secret)).toEqual(ended);
});

test("another role, a disabled account and an erasure end them", async () => {
  const promoted = await inBrowser();
  const { token } = await asAdmin(user);
  await user.api.updateUser({ token, params: { id: promoted.id }, body: { roles: ["staff"] } });
  expect(await refusalsOf(promoted.secret)).toEqual(ended);

  const disabled = await inBrowser();
  await disable(user, disabled.id);
  expect(await refusalsOf(disabled.secret)).toEqual(ended);

  const erased = await inBrowser();
  const { password, accessToken } = erased;
  expect((await user.api.requestErasure({ token: accessToken, body: { password } })).status).toBe(202);
  expect(await refusalsOf(erased.secret)).toEqual(ended);
});

test("a session whose password was changed while it was opened gives nothing", async () => {
  const { id, secret } = await inBrowser();
  await user.rows("accounts").updateOne({ _id: id as never }, { $inc: { credential: 1 } });
  expect(await refusalsOf(secret)).toEqual(ended);
});

test("today's role counts, at once, whatever was signed before", async () => {
  const { id, secret, accessToken } = await inBrowser();
  await user.rows("accounts").updateOne({ _id: id as never }, { $set: { role: "staff", name: "Anna" } });
  const { body } = await tokenOf(secret);
  expect(body).toMatchObject({ role: "staff", name: "Anna" });
  expect(body.accessToken).not.toBe(accessToken);
  expect(decodeJwt(body.accessToken)["roles"]).toEqual(["staff"]);
});

test("nobody uses a browser for thirty days: it is over; it is used: it is over after ninety", async () => {
  const idle = await inBrowser();
  const { secret } = await inBrowser();
  later(20 * day);
  for (const days of [20, 20, 20]) {
    expect((await tokenOf(secret)).status).toBe(200);
    later(days * day);
  }
  expect((await tokenOf(secret)).status).toBe(200);
  expect(await refusalsOf(idle.secret)).toEqual(ended);
  later(10 * day);
  expect(await refusalsOf(secret)).toEqual(ended);
});

test("who must have a second factor has a customer's rights until one was shown", async () => {
  await using strict = await runUser({ secondFactorFor: "staff" });
  const { person, me } = await personWithApp(strict);
  await strict.rows("accounts").updateOne({ email: me.email }, { $set: { role: "staff" } });
  const challenge = await challengeFor(strict, person);
  expect(challenge).not.toBe("");
  const { body: lacking } = await signedInStaff(strict);
  expect(lacking).toMatchObject({ role: "customer" });
  const id = sessionIdOf(lacking.accessToken) as never;
  const proof = { by: "second_factor", at: new Date() };
  await strict.rows("sessions").updateOne({ _id: id }, { $set: { proof } });
  expect((await tokenOf(lacking.secret, strict)).body.role).toBe("staff");
});

async function signedInStaff(strict: RunningUser) {
  const { refreshToken, user: me } = await signedIn(strict);
  await strict.rows("accounts").updateOne({ email: me.email }, { $set: { role: "staff" } });
  return openWith(refreshToken, strict);
}
