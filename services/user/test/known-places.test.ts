/** Whoever guesses cannot lock out the owner, and where the owner is guessing still has an end. */
import { randomInt } from "node:crypto";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aPerson, mailServer, registered, runUser, type RunningUser } from "./running-user.ts";

const limits = {
  failuresPerAccount: 3,
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
const from = (address: string) => ({ "x-forwarded-for": address });
const tryIn = (email: string, password: string, address = anAddress(), at = user) =>
  at.api.logIn({ body: { email, password }, headers: from(address) });

/** Somebody who has signed in at home, and a guesser who has used up what the account allows elsewhere. */
async function besieged(home = anAddress()) {
  const person = await registered(user);
  expect((await tryIn(person.email, person.password, home)).status).toBe(200);
  for (let guess = 1; guess <= 3; guess++) expect((await tryIn(person.email, "wrong")).status).toBe(401);
  expect((await tryIn(person.email, "wrong")).status).toBe(429);
  return { ...person, home };
}

test("the owner signs in where they were before, whatever was guessed from elsewhere", async () => {
  const { email, password, home } = await besieged();
  for (let time = 1; time <= 5; time++) expect((await tryIn(email, password, home)).status).toBe(200);
  expect((await tryIn(email, password)).status).toBe(429);
});

test("right passwords that come together are all let in, again and again, and wrong ones are no more than ever", async () => {
  const { email, password } = await registered(user);
  const home = anAddress();
  expect((await tryIn(email, password, home)).status).toBe(200);
  const together = async (words: string, address: string) => {
    const tries = Array.from({ length: 8 }, () => tryIn(email, words, address));
    return (await Promise.all(tries)).map(({ status }) => status).toSorted((a, b) => a - b);
  };
  for (const address of [home, home, home, anAddress()])
    expect(await together(password, address)).toEqual(Array(8).fill(200));
  expect(await together("wrong", home)).toEqual([401, 401, 401, 429, 429, 429, 429, 429]);
  expect(await together("wrong", anAddress())).toEqual([401, 401, 401, 429, 429, 429, 429, 429]);
});

test("the owner's network is one place, whichever of its addresses is used", async () => {
  const { email, password } = await besieged("2001:db8:77:1::5");
  expect((await tryIn(email, password, "2001:db8:77:1:ffff::9")).status).toBe(200);
  expect((await tryIn(email, password, "2001:db8:77:2::5")).status).toBe(429);
});

test("guessing at the owner's own place has the same limit, and leaves other accounts there alone", async () => {
  const { email, password, home } = await besieged();
  const neighbour = await registered(user);
  expect((await tryIn(neighbour.email, neighbour.password, home)).status).toBe(200);
  const statuses: number[] = [];
  for (let guess = 1; guess <= 4; guess++) statuses.push((await tryIn(email, "wrong", home)).status);
  expect(statuses).toEqual([401, 401, 401, 429]);
  const { status, headers } = await tryIn(email, password, home);
  expect(status).toBe(429);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await tryIn(neighbour.email, neighbour.password, home)).status).toBe(200);
});

test("a place is known to the account that was there, not to others who are tried from it", async () => {
  const { home } = await besieged();
  const other = aPerson().email;
  for (let guess = 1; guess <= 3; guess++) expect((await tryIn(other, "wrong")).status).toBe(401);
  expect((await tryIn(other, "wrong", home)).status).toBe(429);
});

test("an address that was tried too often from is open to the owners who were there before", async () => {
  const { email, password, home } = await besieged();
  const guesses = Array.from({ length: 13 }, () => tryIn(aPerson().email, "wrong", home));
  expect((await Promise.all(guesses)).some(({ status }) => status === 429)).toBe(true);
  expect((await tryIn(email, password, home)).status).toBe(200);
});

const better = "three quiet green lamps";

async function resetAt(address: string, email: string): Promise<void> {
  await user.api.forgotPassword({ body: { email } });
  const token = await until(
    () =>
      mailServer
        .mailsTo(email)
        .flatMap(({ text }) => /reset-password\?token=([\w-]{43})/.exec(text)?.[1] ?? [])[0],
  );
  await user.api.resetPassword({ body: { token, password: better }, headers: from(address) });
}

test("who sets the password anew by mail is let in where they did, in the middle of an attack", async () => {
  const { email } = await besieged();
  const hotel = anAddress();
  expect((await tryIn(email, better, hotel)).status).toBe(429);
  await resetAt(hotel, email);
  expect((await tryIn(email, better, hotel)).status).toBe(200);
});

test("who has used up the tries at home has new ones with another password", async () => {
  const { email, home } = await besieged();
  for (let guess = 1; guess <= 3; guess++) await tryIn(email, "wrong", home);
  expect((await tryIn(email, better, home)).status).toBe(429);
  await resetAt(home, email);
  expect((await tryIn(email, better, home)).status).toBe(200);
});

test("a session that moves makes its new place known", async () => {
  const person = await registered(user);
  const { body } = await tryIn(person.email, person.password);
  const train = anAddress();
  const refreshed = await user.api.refresh({
    body: { refreshToken: body.refreshToken },
    headers: from(train),
  });
  expect(refreshed.status).toBe(200);
  for (let guess = 1; guess <= 4; guess++) await tryIn(person.email, "wrong");
  expect((await tryIn(person.email, person.password)).status).toBe(429);
  expect((await tryIn(person.email, person.password, train)).status).toBe(200);
});

test("a session that goes from place to place has few guesses for all of them, and pushes no place out", async () => {
  const { email, password, home } = await besieged();
  let { refreshToken } = (await tryIn(email, password, home)).body;
  const places = Array.from({ length: 21 }, (_, index) => `198.51.100.${index + 1}`);
  for (const place of places) {
    const refreshed = await user.api.refresh({ body: { refreshToken }, headers: from(place) });
    ({ refreshToken } = refreshed.body);
  }
  const statuses: number[] = [];
  for (const place of places.slice(-4)) statuses.push((await tryIn(email, "wrong", place)).status);
  expect(statuses).toEqual([401, 401, 401, 429]);
  expect((await tryIn(email, password, home)).status).toBe(200);
});

test("of an account's places the latest twenty are kept, and no address of them in clear", async () => {
  const person = await registered(user);
  const places = Array.from({ length: 25 }, (_, index) => `192.0.2.${index + 1}`);
  for (const place of [...places, "192.0.2.25"])
    expect((await tryIn(person.email, person.password, place)).status).toBe(200);
  const row = await user.rows("accounts").findOne({ emailKey: person.email });
  expect(row?.["places"]).toHaveLength(20);
  expect(JSON.stringify(row)).not.toContain("192.0.2");
  expect(row).toMatchObject({ version: 1, sequence: 2 });
});

test("a spray over many accounts from many addresses leaves each address little, and owners at home all", async () => {
  const overall = { ...limits, failuresOverall: 60, failuresInAttack: 1 };
  await using small = await runUser({ loginLimits: overall, redisUrl: "redis://127.0.0.1:1" });
  const [owner, home] = [await registered(small), anAddress()];
  expect((await tryIn(owner.email, owner.password, home, small)).status).toBe(200);
  const fresh = await registered(small);
  const sprayFrom = async (address: string) => {
    const answers = [];
    for (let guess = 1; guess <= 3; guess++)
      answers.push((await tryIn(aPerson().email, "wrong", address, small)).status);
    return answers;
  };
  for (let address = 1; address <= 20; address++)
    expect(await sprayFrom(anAddress())).toEqual([401, 401, 401]);
  for (let address = 1; address <= 20; address++)
    expect(await sprayFrom(anAddress())).toEqual([401, 429, 429]);
  for (let time = 1; time <= 3; time++)
    expect((await tryIn(owner.email, owner.password, home, small)).status).toBe(200);
  // Somebody who comes from a new place is not locked out either.
  expect((await tryIn(fresh.email, fresh.password, anAddress(), small)).status).toBe(200);
});
