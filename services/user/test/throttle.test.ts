import { randomInt } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aPerson, registered, runUser, type RunningUser } from "./running-user.ts";

const limits = {
  failuresPerAccount: 5,
  failuresPerAddress: 12,
  failuresOverall: 1_000_000,
  failuresInAttack: 2,
  windowS: 300,
};

let user: RunningUser;
beforeAll(async () => {
  user = await runUser({ loginLimits: limits });
});
afterAll(() => user[Symbol.asyncDispose]());

const anAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;
const tryIn = (email: string, password: string, address = anAddress()) =>
  user.api.logIn({ body: { email, password }, headers: { "x-forwarded-for": address } });

test("the sixth failure on one account is refused from wherever it comes, and says when to come back", async () => {
  const { email, password } = await registered(user);
  for (let failure = 1; failure <= 5; failure++) expect((await tryIn(email, "wrong")).status).toBe(401);
  const { status, problem, headers } = await tryIn(email, password);
  expect([status, problem?.code]).toEqual([429, "auth.too_many_attempts"]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(limits.windowS);
});

test("an address without an account is throttled like one that has it", async () => {
  const { email } = aPerson();
  const statuses: number[] = [];
  for (let failure = 1; failure <= 6; failure++) statuses.push((await tryIn(email, "wrong")).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
});

test("guesses that come all at once are counted before they are answered", async () => {
  const { email } = await registered(user);
  const answers = await Promise.all(Array.from({ length: 20 }, () => tryIn(email, "wrong")));
  const judged = answers.filter(({ status }) => status === 401).length;
  expect(judged).toBeGreaterThanOrEqual(5);
  // A Redis that is slow for a moment counts as away: then the process has a counter of its own beside it.
  expect(judged).toBeLessThanOrEqual(10);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(20 - judged);
});

test("one address that tries many accounts is refused, others are not", async () => {
  const address = anAddress();
  for (let failure = 1; failure <= 12; failure++)
    expect((await tryIn(aPerson().email, "wrong", address)).status).toBe(401);
  expect((await tryIn(aPerson().email, "wrong", address)).status).toBe(429);
  expect((await tryIn(aPerson().email, "wrong")).status).toBe(401);
});

test("right passwords are not counted", async () => {
  const { email, password } = await registered(user);
  const address = anAddress();
  for (let time = 1; time <= 15; time++) expect((await tryIn(email, password, address)).status).toBe(200);
});

test("logins are logged without the e-mail in clear", async () => {
  const { email, password } = await registered(user);
  await tryIn(email, "wrong");
  await tryIn(email, password);
  const security = user.lines.flatMap((line) => (line["security"] ? [line["security"]] : []));
  expect(security).toContainEqual(
    expect.objectContaining({ event: "login_failed", emailHash: expect.any(String) }),
  );
  expect(security).toContainEqual(
    expect.objectContaining({ event: "login_succeeded", userId: expect.any(String) }),
  );
  const logged = JSON.stringify(user.lines);
  for (const secret of [email, password]) expect(logged).not.toContain(secret);
});

test("without Redis each process goes on counting for itself", async () => {
  await using alone = await runUser({ loginLimits: limits, redisUrl: "redis://127.0.0.1:1" });
  const { email } = await registered(alone);
  const statuses: number[] = [];
  for (let failure = 1; failure <= 6; failure++)
    statuses.push((await alone.api.logIn({ body: { email, password: "wrong" } })).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  const other = await registered(alone);
  const { body } = await alone.api.logIn({ body: { email: other.email, password: other.password } });
  expect((await alone.api.logOut({ token: body.accessToken })).status).toBe(204);
});

test("a flood of logins is shed with 503, and what was shed is not held against anybody", async () => {
  await using small = await runUser({
    hashing: { running: 1, waiting: 1 },
    loginLimits: { ...limits, failuresPerAddress: 1_000_000 },
  });
  const { email, password } = await registered(small);
  const logIn = () => small.api.logIn({ body: { email, password } });
  const answers = await Promise.all(Array.from({ length: 5 }, logIn));
  const shed = answers.filter(({ status }) => status === 503);
  expect(shed.length).toBeGreaterThan(0);
  expect(shed[0]?.problem?.code).toBe("auth.busy");
  expect(shed[0]?.headers.get("retry-after")).toBe("1");
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  for (let time = 1; time <= 6; time++) expect((await logIn()).status).toBe(200);
});
