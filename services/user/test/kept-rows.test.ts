/* oxlint-disable max-lines -- one service over all that was kept, and a test for each kind of it */
/**
 * What lies in a database that an earlier process has filled. `kept-rows/` holds a row of every shape that today's
 * layout allows, as MongoDB's extended JSON: add one when a shape changes, and never change one that is there.
 */
import { readFileSync } from "node:fs";
import { userEvents } from "@shop/contracts/user/events";
import { firstNumber } from "@shop/kit/mongo/layout";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import { decodeProtectedHeader } from "jose";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAuditStore } from "../src/audit/audit-store.ts";
import { appOf } from "./factored-person.ts";
import { mailServer, runUser, serversOfOurOwn, tokenIn, type RunningUser } from "./running-user.ts";

const collections = [
  "accounts",
  "acts",
  "audit",
  "addresses",
  "api_keys",
  "address_books",
  "password_resets",
  "sessions",
  "refresh_tokens",
  "second_factors",
  "login_challenges",
  "erasures",
  "signing_keys",
  "notices",
];
const password = "kept by the sea 1";
const tokenOf = (what: string) => `kept-${what}`.padEnd(43, "_");

/** Many rows go by themselves: all dates are moved as if the process had ended just now. */
const endedAt = Date.parse("2026-11-26T10:00:00.000Z");
const movedOn = (name: string, value: unknown) =>
  name === "$date" ? new Date(Date.parse(String(value)) + Date.now() - endedAt).toISOString() : value;

let user: RunningUser;
let ear: BusEar;
let kept: mongoose.Connection;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  const servers = await serversOfOurOwn();
  const connection = await mongoose.createConnection(servers.mongoUrl).asPromise();
  open.defer(() => connection.close());
  kept = connection;
  const layout = { _id: "layout" as never, number: firstNumber, progress: null, collections: "" };
  await connection.collection("layout").insertOne(layout);
  for (const name of collections) {
    const json = readFileSync(new URL(`kept-rows/${name}.json`, import.meta.url), "utf8");
    const moved = JSON.stringify(JSON.parse(json, movedOn));
    const rows = mongoose.mongo.BSON.EJSON.parse(moved) as mongoose.mongo.Document[];
    await connection.collection(name).insertMany(rows);
  }
  ear = open.use(await listenTo(servers.amqpUrl, userEvents));
  user = open.use(await runUser({ firstAccounts: [] }, servers));
});
afterAll(() => open[Symbol.asyncDispose]());

const logIn = (email: string) => user.api.logIn({ body: { email, password } });
const refresh = (refreshToken: string) => user.api.refresh({ body: { refreshToken } });

test("what was not published is published once the service runs, and leaves its documents", async () => {
  const names = (await ear.eventsOf("user-ana", 2)).map(({ name }) => name);
  expect(names.slice(0, 2)).toEqual(["user.registered", "user.verified"]);
  const end = await until(() => ear.heard.find(({ aggregateId }) => aggregateId === "user-sam"));
  expect(end).toMatchObject({ sequence: 3, data: { sessionIds: ["session-ended"] } });
  for (const name of ["accounts", "sessions"])
    await until(async () => {
      const left = await user.rows(name).countDocuments({ "outbox.dueAt": { $type: "date" } });
      return left === 0;
    });
});

test.each([
  ["ana", "customer"],
  ["sam", "staff"],
])("the account of %s is signed in to and read", async (name, role) => {
  const { body } = await logIn(`${name}@example.com`);
  expect(body.user).toMatchObject({ id: `user-${name}`, emailVerified: true, roles: [role], version: 1 });
  expect((await user.api.getMe({ token: body.accessToken })).body).toEqual(body.user);
});

test("a session goes on, and its end has the account's next number", async () => {
  const { status, body } = await refresh(tokenOf("session-token-of-ana"));
  expect(status).toBe(200);
  expect((await user.api.logOut({ token: body.accessToken })).status).toBe(204);
  const events = await ear.eventsOf("user-ana", 3);
  expect(events[2]).toMatchObject({ sequence: 3, data: { sessionIds: ["session-ana"] } });
});

test("a browser that was signed in stays so", async () => {
  const { body } = await user.internal.giveBrowserToken({ body: { secret: tokenOf("browser-secret") } });
  expect(body).toMatchObject({ kind: "account", id: "user-ana", role: "customer" });
  expect((await user.api.getMe({ token: body.accessToken })).status).toBe(200);
});

test("a session knows the password that it began with, and one of the password before is over", async () => {
  const { status, body } = await refresh(tokenOf("session-ida-token"));
  expect(status).toBe(200);
  expect((await refresh(tokenOf("session-ida-before-token"))).status).toBe(401);
  const { items } = (await user.api.listAddresses({ token: body.accessToken })).body;
  expect(items).toMatchObject([{ id: "address-kept", city: "Berlin", isDefault: true }]);
});

test("second factors are asked for, and what was begun is finished by the app's code or by a recovery code", async () => {
  const app = appOf("otpauth://totp/kept?secret=KEPTKEPTKEPTKEPTKEPTKEPTKEPTKEPT");
  const begun = await user.api.answerChallenge({
    body: { challenge: tokenOf("challenge"), code: app.codeAt(0) },
  });
  expect(begun.body).toMatchObject({ user: { id: "user-eva" } });
  const { problem } = await logIn("eva@example.com");
  expect(problem).toMatchObject({
    kinds: ["totp", "passkey", "recovery_code"],
    options: { allowCredentials: [{ id: "a2VwdC1jcmVkZW50aWFs" }] },
  });
  const answer = { challenge: String(problem?.["challenge"]), code: "keptaa-keptbb-keptcc-keptdd" };
  expect((await user.api.answerChallenge({ body: answer })).status).toBe(200);
});

test("a session knows how it was proved, and shows what its owner has and was adding", async () => {
  const { body } = await refresh(tokenOf("session-eva-token"));
  const token = body.accessToken;
  expect((await user.api.listSecondFactors({ token })).body.items).toMatchObject([
    { id: "factor-app", confirmed: true },
    { id: "factor-key", confirmed: true, lastUsedAt: null },
    { id: "factor-waiting", confirmed: false },
  ]);
  expect((await user.api.makeRecoveryCodes({ token })).status).toBe(200);
});

test("a session that has ended stays so, and a guest's ends when an old token of it is shown", async () => {
  expect((await refresh(tokenOf("session-token-of-an-ended-one"))).status).toBe(401);
  const { body } = await refresh(tokenOf("session-token-of-a-guest"));
  expect(body).toMatchObject({ kind: "guest", guest: { id: "guest-kept" } });
  expect((await refresh(tokenOf("session-token-before-it"))).status).toBe(401);
  expect((await refresh(body.refreshToken)).status).toBe(401);
  expect(await ear.eventsOf("guest-kept", 1)).toHaveLength(1);
});

test("a registration is confirmed by the token that was mailed", async () => {
  const token = tokenOf("registration-token");
  expect((await user.api.verifyEmail({ body: { token } })).status).toBe(204);
  expect((await logIn("pia@example.com")).body.user).toMatchObject({ id: "user-pia", name: "Pia" });
});

test("a mail that an address is owed is sent, and its registration confirmed", async () => {
  const token = await until(() => tokenIn(mailServer.mailsTo("max@example.com")[0]));
  await until(() => user.rows("addresses").findOne({ _id: "max@example.com" as never, owes: [] }));
  expect((await user.api.verifyEmail({ body: { token } })).status).toBe(204);
  expect((await logIn("max@example.com")).body.user).toMatchObject({ id: "user-max" });
});

test("a notice that is owed is sent", async () => {
  const texts = () => mailServer.mailsTo("Sam@example.com").map(({ text }) => text);
  await expect.poll(texts).toContainEqual(expect.stringContaining("Device: Firefox on Linux"));
});

test("an address that was forgotten but for its mails can be registered, and its owner is told at the address as it was written", async () => {
  const body = { email: "ana@example.com", password: "another password altogether", name: "Eve" };
  expect((await user.api.register({ body })).status).toBe(202);
  const texts = () => mailServer.mailsTo("Ana@example.com").map(({ text }) => text);
  await until(() => texts().some((text) => text.includes("has an account already")));
});

test("a signing key in clear is sealed, one that is sealed signs, and both are published", async () => {
  const sealed = await user
    .rows("signing_keys")
    .find({ startsAt: { $lt: new Date() } })
    .toArray();
  expect(sealed.length).toBeGreaterThanOrEqual(2);
  for (const row of sealed) {
    expect(row).toMatchObject({ sealedKey: expect.stringMatching(/^v1\./) });
    expect(row).not.toHaveProperty("privateKey");
  }
  const published = (await user.api.getPublicKeys()).body.keys.map(({ kid }) => kid);
  expect(published).toEqual(expect.arrayContaining(sealed.map(({ kid }) => kid as string)));
  const { accessToken } = (await user.api.enterAsGuest()).body;
  const kids = sealed
    .filter(({ _id }) => String(_id) === "2026-11-26T00:00:00.000Z")
    .map(({ kid }) => kid as string);
  expect(kids).toContain(decodeProtectedHeader(accessToken).kid);
});

test("a forgotten password is set by the token that was mailed", async () => {
  const reset = { token: tokenOf("reset-token"), password: "three quiet green lamps" };
  expect((await user.api.resetPassword({ body: reset })).status).toBe(204);
  const body = { email: "sam@example.com", password: reset.password };
  expect((await user.api.logIn({ body })).status).toBe(200);
});

test("acts of staff that were on record, or not told of yet, come to those that are listed for good", async () => {
  const store = createAuditStore({ connection: kept });
  const page = { limit: 9, after: undefined };
  const items = await until(async () => {
    const found = await store.find({ actor: "staff-kept" }, page);
    return found.length === 3 && found;
  });
  const listed = Object.fromEntries(items.map(({ id, before, after }) => [id, { before, after }]));
  expect(listed).toEqual({
    "act-kept": { before: { id: "66432", version: 1 }, after: null },
    "act-unsent": { before: null, after: { redriven: 1, left: 0 } },
    "act-begun": { before: null, after: null },
  });
});

test("an account that was disabled stays so, and a key goes on unless it has ended", async () => {
  const { status } = await user.api.logIn({ body: { email: "kim@example.com", password } });
  expect(status).toBe(401);
  const exchange = async (what: string) =>
    (await user.internal.exchangeApiKey({ body: { keyHash: tokenOf(what) } })).body.token;
  expect(await exchange("api-key")).not.toBeNull();
  expect(await exchange("ended-api-key")).toBeNull();
});

test("an erasure that was left under way comes to its end", async () => {
  const proof = () =>
    user.rows("erasures").findOne({ _id: "erasure-kai" as never, "erasedAt.user": { $ne: null } });
  expect(await until(proof)).toMatchObject({ owes: [], counts: { accounts: 1 } });
  expect(mailServer.mailsTo("Kai@example.com")).toHaveLength(1);
});
