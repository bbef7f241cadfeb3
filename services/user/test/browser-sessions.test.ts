/** Sessions of browsers: a secret that many tabs show at once. */
import { createHash } from "node:crypto";
import { until } from "@shop/testing/until";
import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { inBrowser, later, openWith, sessionIdOf, tokenOf, webToken } from "./browser.ts";
import { challengeFor, personWithApp } from "./factored-person.ts";
import { runUser, serversOfOurOwn, signedIn, type RunningUser } from "./running-user.ts";

const minute = 60_000;

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

test("somebody who signed in is known by their browser's secret, and a guest by theirs", async () => {
  const ana = await inBrowser(user);
  const { secret, ...who } = ana;
  expect(who).toMatchObject({ kind: "account", name: "Ana", email: ana.email, role: "customer" });
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  expect((await user.api.getMe({ token: ana.accessToken })).body).toMatchObject({ id: ana.id });

  const { body: guest } = await user.api.enterAsGuest();
  const { body: opened } = await openWith(user, guest.refreshToken);
  const { body: given } = await tokenOf(user, opened.secret);
  expect(given).toMatchObject({ kind: "guest", id: guest.guest.id, name: null, email: null, role: "guest" });
  expect(sessionIdOf(given.accessToken)).toBe(sessionIdOf(guest.accessToken));
});

test("twenty tabs at once get one token, at each of two replicas, and it is written once that they were there", async () => {
  const { secret, accessToken } = await inBrowser(user);
  later(10 * minute);
  const both = [user, replica] as const;
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, tab) => tokenOf(both[tab % 2 ? 1 : 0], secret)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map(({ body }) => body.accessToken)).size).toBe(2);
  expect(answers.map(({ body }) => body.accessToken)).not.toContain(accessToken);
  const one = { _id: sessionIdOf(accessToken) as never };
  const noted = await until(() => user.rows("sessions").findOne(one));
  expect((noted["refreshedAt"] as Date).getTime()).toBeGreaterThan(Date.now() - minute);
  later(30_000);
  await Promise.all(Array.from({ length: 20 }, () => tokenOf(user, secret)));
  expect(await user.rows("sessions").findOne(one)).toEqual(noted);
});

test("a token is the same until it is good for less than a minute, and says for how long it is", async () => {
  const { secret, accessToken } = await inBrowser(user);
  later(4 * minute - 2_000);
  const { body: same } = await tokenOf(user, secret);
  expect(same.accessToken).toBe(accessToken);
  expect(same.expiresIn).toBeGreaterThanOrEqual(60);
  later(3_000);
  const { body: next } = await tokenOf(user, secret);
  expect(next.accessToken).not.toBe(accessToken);
  expect(next.expiresIn).toBe(300);
});

test("the session is one of those that its owner sees, where the browser is now", async () => {
  const { secret, accessToken } = await inBrowser(user);
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

test("the secret is no refresh token and no access token, and what a refresh gives opens no browser", async () => {
  const { secret, accessToken, refreshToken } = await inBrowser(user);
  expect((await refreshWith(secret)).status).toBe(401);
  expect((await user.api.getMe({ token: secret })).status).toBe(401);
  expect((await openWith(user, secret)).status).toBe(404);
  // None of it has ended the session.
  expect((await tokenOf(user, secret)).body.accessToken).toBe(accessToken);
  expect((await tokenOf(user, refreshToken)).status).toBe(404);
  expect((await tokenOf(user, accessToken.slice(0, 200))).status).toBe(404);
  for (const rubbish of ["x", "\u0000", "browser.", "$ne", "🦆".repeat(50)])
    expect((await tokenOf(user, rubbish)).status).toBe(404);
  const { status } = await tokenOf(user, { $ne: "" } as never);
  expect(status).toBe(400);
});

test("nobody but another service of ours asks for tokens", async () => {
  const { secret, accessToken } = await inBrowser(user);
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
  const { secret } = await inBrowser(user);
  const hash = createHash("sha256").update(secret).digest("base64url");
  expect(await user.rows("refresh_tokens").countDocuments({ _id: `browser.${hash}` as never })).toBe(1);
  for (const collection of ["refresh_tokens", "sessions"])
    expect(JSON.stringify(await user.rows(collection).find().toArray())).not.toContain(secret);
  expect(JSON.stringify(user.lines)).not.toContain(secret);
});

test("today's role counts, at once, whatever was signed before", async () => {
  const { id, secret, accessToken } = await inBrowser(user);
  await user.rows("accounts").updateOne({ _id: id as never }, { $set: { role: "staff", name: "Anna" } });
  const { body } = await tokenOf(user, secret);
  expect(body).toMatchObject({ role: "staff", name: "Anna" });
  expect(body.accessToken).not.toBe(accessToken);
  expect(decodeJwt(body.accessToken)["roles"]).toEqual(["staff"]);
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
  expect((await tokenOf(strict, lacking.secret)).body.role).toBe("staff");
});

async function signedInStaff(strict: RunningUser) {
  const { refreshToken, user: me } = await signedIn(strict);
  await strict.rows("accounts").updateOne({ email: me.email }, { $set: { role: "staff" } });
  return openWith(strict, refreshToken);
}
